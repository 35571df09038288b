# assay_add_layer(<name> [SHARED] [TORCH] SOURCES … [LINK …])
#
# One folder of framework/src is one library, assay_<name>. A layer links only the layers it may use, so data can flow one way only.
# TORCH: the sources include LibTorch and share its precompiled header.

add_library(assay_warnings INTERFACE)
target_compile_options(assay_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
                                                $<$<BOOL:${ASSAY_WERROR}>:-Werror>)
if(ASSAY_SANITIZE)
  # With sanitizers gcc 12 takes parts of std::regex for uninitialized.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=address,undefined)
endif()

function(assay_add_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SHARED;TORCH" "" "SOURCES;LINK")
  set(target assay_${name})
  add_library(${target}_objects OBJECT ${arg_SOURCES})
  target_include_directories(${target}_objects PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/framework/include>
                                                      $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/framework/src>)
  target_link_libraries(${target}_objects PRIVATE assay_warnings)
  if(arg_LINK)
    target_link_libraries(${target}_objects ${arg_LINK})
  endif()
  if(arg_TORCH)
    assay_use_torch(${target}_objects)
  endif()
  if(arg_SHARED)
    add_library(${target} SHARED $<TARGET_OBJECTS:${target}_objects>)
  else()
    add_library(${target} STATIC $<TARGET_OBJECTS:${target}_objects>)
  endif()
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/framework/include>
                                              $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/framework/src> $<INSTALL_INTERFACE:include>)
  if(arg_TORCH)
    target_include_directories(${target} SYSTEM PUBLIC ${TORCH_INCLUDE_DIRS})
  endif()
  if(arg_LINK)
    target_link_libraries(${target} ${arg_LINK})
  endif()
endfunction()
