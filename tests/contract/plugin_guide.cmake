# cmake -DGUIDE=<plugin-guide.md> -DPLUGIN=<filled-in template> -P plugin_guide.cmake: the guide must show the plugin that the build compiles.
file(READ ${GUIDE} guide)
file(READ ${PLUGIN} plugin)
string(FIND "${guide}" "```cpp\n${plugin}```" at)
if(at EQUAL -1)
  message(FATAL_ERROR "the worked plugin of ${GUIDE} differs from ${PLUGIN}")
endif()
