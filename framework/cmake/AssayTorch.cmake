# assay_use_torch(<target>): headers, flags and, in the tree of assay, the precompiled header of LibTorch.
separate_arguments(ASSAY_TORCH_FLAGS NATIVE_COMMAND "${TORCH_CXX_FLAGS}")

# The precompiled header is used with identical flags everywhere: that is why no target may have compile definitions of its own.
function(assay_use_torch target)
  target_include_directories(${target} SYSTEM PUBLIC ${TORCH_INCLUDE_DIRS})
  target_compile_options(${target} PRIVATE ${ASSAY_TORCH_FLAGS})
  target_link_libraries(${target} PRIVATE ${TORCH_LIBRARIES})  # its compile definitions must be the same everywhere
  if(TARGET assay_pch AND NOT target STREQUAL "assay_pch")
    target_precompile_headers(${target} REUSE_FROM assay_pch)
  endif()
endfunction()
