# Three components: runtime (programs and their libraries), plugins, development (what find_package(assay) and `assay new` need).
include(CMakePackageConfigHelpers)

set(package_folder lib/cmake/assay)
install(TARGETS assay_base assay_sdk LIBRARY DESTINATION lib COMPONENT runtime)
install(FILES ${PROJECT_SOURCE_DIR}/data/manifest.toml DESTINATION share/assay/data COMPONENT runtime)

install(DIRECTORY ${ASSAY_HEADERS} DESTINATION include COMPONENT development FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/framework/templates/ DESTINATION share/assay/templates COMPONENT development PATTERN ".clang-format" EXCLUDE)
install(FILES ${PROJECT_BINARY_DIR}/framework/generated/assay_header_hash.hpp DESTINATION ${package_folder}/generated COMPONENT development)
install(FILES ${ASSAY_CMAKE_DIR}/AssayTorch.cmake ${ASSAY_CMAKE_DIR}/AssayPlugin.cmake ${ASSAY_CMAKE_DIR}/AssayPluginTest.cmake
              ${ASSAY_CMAKE_DIR}/plugin.map ${ASSAY_CMAKE_DIR}/plugin_stamp.cpp.in
        DESTINATION ${package_folder} COMPONENT development)

configure_package_config_file(${ASSAY_CMAKE_DIR}/assayConfig.cmake.in ${PROJECT_BINARY_DIR}/assayConfig.cmake INSTALL_DESTINATION ${package_folder})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/assayConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/assayConfig.cmake ${PROJECT_BINARY_DIR}/assayConfigVersion.cmake DESTINATION ${package_folder} COMPONENT development)
