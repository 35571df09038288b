#pragma once

/// Marks what a shared library of assay offers to others; everything else is hidden.
#define ASSAY_EXPORT __attribute__((visibility("default")))
