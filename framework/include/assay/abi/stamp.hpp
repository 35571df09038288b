#pragma once

/// The toolchain stamp: key=value lines that the host compares with its own before it calls anything in a plugin.
/// Every value comes from the compiler that compiles this header, so it tells what really built the plugin.

#include <cstddef>  // defines the standard library's own macros

#include <torch/version.h>

#define ASSAY_STAMP_TEXT_(x) #x
#define ASSAY_STAMP_TEXT(x) ASSAY_STAMP_TEXT_(x)

#if defined(__clang__)
#define ASSAY_STAMP_COMPILER "clang " ASSAY_STAMP_TEXT(__clang_major__) "." ASSAY_STAMP_TEXT(__clang_minor__)
#elif defined(__GNUC__)
#define ASSAY_STAMP_COMPILER "gcc " ASSAY_STAMP_TEXT(__GNUC__) "." ASSAY_STAMP_TEXT(__GNUC_MINOR__)
#else
#define ASSAY_STAMP_COMPILER "unknown"
#endif

#if defined(_GLIBCXX_RELEASE)
#define ASSAY_STAMP_STDLIB "libstdc++ " ASSAY_STAMP_TEXT(_GLIBCXX_RELEASE)
#elif defined(_LIBCPP_VERSION)
#define ASSAY_STAMP_STDLIB "libc++ " ASSAY_STAMP_TEXT(_LIBCPP_VERSION)
#else
#define ASSAY_STAMP_STDLIB "unknown"
#endif

#if defined(_GLIBCXX_USE_CXX11_ABI)
#define ASSAY_STAMP_CXX11_ABI ASSAY_STAMP_TEXT(_GLIBCXX_USE_CXX11_ABI)
#else
#define ASSAY_STAMP_CXX11_ABI "none"
#endif

#if defined(_GLIBCXX_DEBUG)
#define ASSAY_STAMP_DEBUG_CONTAINERS "1"
#else
#define ASSAY_STAMP_DEBUG_CONTAINERS "0"
#endif

#if defined(__SANITIZE_ADDRESS__)
#define ASSAY_STAMP_SANITIZERS "address"
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASSAY_STAMP_SANITIZERS "address"
#endif
#endif
#if !defined(ASSAY_STAMP_SANITIZERS)
#define ASSAY_STAMP_SANITIZERS "none"
#endif

/// `headers` is the hash of the SDK's headers, `build` free text; both are given by the build.
#define ASSAY_STAMP(headers, build)                                                                                            \
  "assay_headers=" headers "\ntorch=" TORCH_VERSION "\ncxx11_abi=" ASSAY_STAMP_CXX11_ABI "\nstdlib=" ASSAY_STAMP_STDLIB        \
  "\ncompiler=" ASSAY_STAMP_COMPILER "\ndebug_containers=" ASSAY_STAMP_DEBUG_CONTAINERS "\nsanitizers=" ASSAY_STAMP_SANITIZERS \
  "\ncxx=" ASSAY_STAMP_TEXT(__cplusplus) "\nbuild=" build "\n"
