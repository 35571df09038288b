# assay_add_test(<name> [TORCH] SOURCES … [LINK …] [LABELS …]): one doctest program, one CTest entry.
# The runner fails when no test case ran, so a filter that matches nothing cannot pass.
function(assay_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "TORCH" "" "SOURCES;LINK;LABELS")
  # An object library, because the precompiled header wants -fPIC and an executable would get -fPIE.
  add_library(${name}_objects OBJECT ${arg_SOURCES})
  target_link_libraries(${name}_objects PRIVATE doctest::doctest assay_warnings ${arg_LINK})
  target_include_directories(${name}_objects PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/framework/src)
  if(arg_TORCH)
    assay_use_torch(${name}_objects)
  endif()
  add_executable(${name} $<TARGET_OBJECTS:${name}_objects> $<TARGET_OBJECTS:assay_test_main>)
  target_link_libraries(${name} PRIVATE ${arg_LINK})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300 LABELS "${arg_LABELS}"
    ENVIRONMENT "ASSAY_SOURCE_DIR=${PROJECT_SOURCE_DIR};ASSAY_BUILD_DIR=${CMAKE_BINARY_DIR};OMP_NUM_THREADS=1;OMP_WAIT_POLICY=passive")
endfunction()
