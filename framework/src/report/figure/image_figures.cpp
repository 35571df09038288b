#include "report/figure/image_figures.hpp"

#include <utility>

#include "assay/core/error.hpp"
#include "draw/picture.hpp"

namespace assay::report {
namespace {

/// The pictures of one output.
class Pictures {
 public:
  explicit Pictures(const record::ArrayFile& output) {
    const auto shape = record::to_reals(output.at("shape"));
    if (shape.size() != 3) throw DataError("figure.no-images", "the samples of the data set are no images");
    shape_ = {static_cast<std::int64_t>(shape[0]), static_cast<std::int64_t>(shape[1]), static_cast<std::int64_t>(shape[2])};
    const auto range = record::to_reals(output.at("range"));
    lowest_ = range[0];
    highest_ = range[1];
  }

  [[nodiscard]] draw::Picture at(const record::Array& images, std::int64_t index) const {
    return draw::to_picture(static_cast<const float*>(images.data) + index * shape_.numbers(), shape_, lowest_, highest_);
  }

 private:
  draw::PictureShape shape_;
  double lowest_ = 0.0;
  double highest_ = 1.0;
};

}  // namespace

draw::Drawing generation_figure(const std::string& heading, const std::string& note, const record::ArrayFile& output) {
  const Pictures pictures(output);
  const record::Array& images = output.at("images");
  draw::PictureGrid grid;
  grid.heading = heading;
  grid.note = note;
  grid.row_label = "category c";
  grid.column_label = "draws of z, the same in every row";
  grid.columns = static_cast<std::size_t>(images.shape.at(1));
  for (std::int64_t k = 0; k < images.shape.at(0); ++k) {
    grid.row_names.push_back(std::to_string(k));
    for (std::int64_t j = 0; j < images.shape.at(1); ++j) grid.pictures.push_back(pictures.at(images, k * images.shape.at(1) + j));
  }
  return draw::picture_grid_figure(std::move(grid));
}

draw::Drawing style_figure(const std::string& heading, const std::string& note, const record::ArrayFile& output) {
  const Pictures pictures(output);
  const record::Array& inputs = output.at("inputs");
  const record::Array& images = output.at("images");
  draw::PictureGrid grid;
  grid.heading = heading;
  grid.note = note;
  grid.column_label = "its style z in every category c";
  grid.set_apart = 1;
  grid.set_apart_name = "input";
  grid.columns = static_cast<std::size_t>(images.shape.at(1)) + 1;
  for (std::int64_t i = 0; i < images.shape.at(0); ++i) {
    grid.row_names.emplace_back();
    grid.pictures.push_back(pictures.at(inputs, i));
    for (std::int64_t k = 0; k < images.shape.at(1); ++k) grid.pictures.push_back(pictures.at(images, i * images.shape.at(1) + k));
  }
  return draw::picture_grid_figure(std::move(grid));
}

}  // namespace assay::report
