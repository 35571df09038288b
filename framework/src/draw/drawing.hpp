#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "draw/canvas.hpp"

namespace assay::draw {

/// A page and what is on it. `paint` may be called any number of times.
struct Drawing {
  double width = 0.0;
  double height = 0.0;
  std::function<void(Canvas&)> paint;
};

enum class Format { svg, png };

/// By the ending of the name. Throws SpecError "figure.unknown-format" for anything but .svg and .png.
Format format_of(const std::filesystem::path& path);

/// The bytes of the file. PNG has 200 pixels an inch. The background is white.
std::string render(const Drawing& drawing, Format format);

}  // namespace assay::draw
