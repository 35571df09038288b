# assay_add_plugin(<kind> <name> SOURCES … [LINK …] [VERSION …] [OUTPUT …])
#
# Builds the plugin of folder <name> as one shared library with exactly one exported symbol, the descriptor.
# LINK: further libraries, linked privately. VERSION: of the plugin, else the project's. OUTPUT: a plugin folder to build into instead of
# <build>/lib/assay/plugins; such a plugin is not installed.

set(ASSAY_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})

function(assay_add_plugin kind name)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "VERSION;OUTPUT" "SOURCES;LINK")
  set(kinds dataset encoder latent loss baseline metric)
  if(NOT kind IN_LIST kinds)
    message(FATAL_ERROR "assay_add_plugin: '${kind}' is no kind of plugin; kinds are: ${kinds}")
  endif()
  if(NOT name MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "assay_add_plugin: the name '${name}' must be snake_case")
  endif()
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
  if(NOT folder STREQUAL name)
    message(FATAL_ERROR "assay_add_plugin: plugin '${name}' must live in a folder of that name, not in '${folder}'")
  endif()
  if(NOT arg_VERSION)
    set(arg_VERSION ${PROJECT_VERSION})
  endif()

  set(target assay_${kind}_${name})
  set(ASSAY_PLUGIN_KIND ${kind})
  set(ASSAY_PLUGIN_NAME ${name})
  set(ASSAY_PLUGIN_VERSION ${arg_VERSION})
  set(stamp ${CMAKE_CURRENT_BINARY_DIR}/${name}_stamp.cpp)
  configure_file(${ASSAY_CMAKE_DIR}/plugin_stamp.cpp.in ${stamp} @ONLY)

  # The stamp has a file of its own, so that a new hash of the headers recompiles that file alone.
  add_library(${target}_objects OBJECT ${arg_SOURCES})
  add_library(${target}_stamp OBJECT ${stamp})
  target_link_libraries(${target}_objects PUBLIC assay::sdk ${arg_LINK})
  target_link_libraries(${target}_stamp PRIVATE assay::sdk assay::header_hash)
  if(TARGET assay_warnings)
    target_link_libraries(${target}_objects PRIVATE assay_warnings)
  endif()
  assay_use_torch(${target}_objects)
  set_target_properties(${target}_objects ${target}_stamp PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
                                                                     VISIBILITY_INLINES_HIDDEN ON)
  add_library(${target} MODULE $<TARGET_OBJECTS:${target}_objects> $<TARGET_OBJECTS:${target}_stamp>)
  target_link_libraries(${target} PRIVATE assay::sdk ${arg_LINK})
  target_link_options(${target} PRIVATE LINKER:--version-script=${ASSAY_CMAKE_DIR}/plugin.map)
  if(NOT arg_OUTPUT)
    set(arg_OUTPUT ${CMAKE_BINARY_DIR}/lib/assay/plugins)
    install(TARGETS ${target} LIBRARY DESTINATION lib/assay/plugins/${kind} COMPONENT plugins)
    set_property(GLOBAL APPEND PROPERTY ASSAY_PLUGINS ${target})
  endif()
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${arg_OUTPUT}/${kind}
                                             INSTALL_RPATH "$ORIGIN/../../.." LINK_DEPENDS ${ASSAY_CMAKE_DIR}/plugin.map)
endfunction()
