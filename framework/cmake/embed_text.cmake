# cmake -DFOLDER=<folder> -DNAME=<name> -DNAMESPACE=<namespace> -DOUTPUT=<file> -P embed_text.cmake: see AssayEmbedText.cmake.
set(source "#include \"${FOLDER}/${NAME}_files.hpp\"\n\nnamespace ${NAMESPACE} {\n")
foreach(ending IN ITEMS css html js)
  file(READ ${FOLDER}/${NAME}.${ending} text)
  string(APPEND source "\nconst std::string_view ${NAME}_${ending} = R\"embedded(${text})embedded\";\n")
endforeach()
file(WRITE ${OUTPUT} "${source}\n}  // namespace ${NAMESPACE}\n")
