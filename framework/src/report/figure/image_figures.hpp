#pragma once

#include "base/settings.hpp"
#include "draw/drawing.hpp"
#include "record/array_file.hpp"
#include "record/run_view.hpp"

namespace assay::report {

/// What `assay generate` and style transfer gave, as a grid: a row per category, a column per draw of z.
/// `output` holds images [K, n, D], shape [C, H, W] and range [lowest, highest]. Throws DataError "figure.no-images" for samples that are no images.
draw::Drawing generation_figure(const std::string& heading, const std::string& note, const record::ArrayFile& output);

/// A row per input: itself, then its style in every category. `output` holds inputs [n, D] and images [n, K, D] besides.
draw::Drawing style_figure(const std::string& heading, const std::string& note, const record::ArrayFile& output);

}  // namespace assay::report
