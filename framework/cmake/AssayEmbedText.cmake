# assay_embed_text(<output> <folder> <name> <namespace>): the source <output> defines the texts of <folder>/<name>.{css,html,js} as strings, which
# <folder>/<name>_files.hpp declares. It is made again when one of them changes.
set(ASSAY_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_text.cmake)
function(assay_embed_text output folder name namespace)
  set(files ${folder}/${name}.css ${folder}/${name}.html ${folder}/${name}.js)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DNAME=${name} -DNAMESPACE=${namespace} -DOUTPUT=${output} -P ${ASSAY_EMBED_SCRIPT}
    DEPENDS ${files} ${ASSAY_EMBED_SCRIPT}
    COMMENT "putting ${name}.{css,html,js} into ${name}_files.cpp")
endfunction()
