#include "common/stored_array.hpp"
#include "hdf5_array.hpp"

namespace {

using datasets::ArrayFileOptions;
using datasets::AxisOptions;
using datasets::LabelOptions;
using datasets::PresetOptions;
using datasets::ReadingOptions;
using datasets::ReadingSettings;
using datasets::ShapeOptions;

/// Samples and labels in HDF5 files.
class Hdf5Dataset : public datasets::ArrayDataset {
 public:
  Hdf5Dataset(ReadingSettings settings, datasets::ArrayLayout layout, const assay::BuildContext& context)
      : ArrayDataset(std::move(settings), layout, context) {}

 private:
  datasets::StoredArray open_array(const datasets::ArrayName& name) const final {
    return hdf5::open_hdf5(find(name.file), name.array, static_cast<std::uint64_t>(settings().memory_limit) << 20U);
  }
};

struct Hdf5Options : ArrayFileOptions, ReadingOptions, ShapeOptions, AxisOptions, LabelOptions {
  static constexpr auto fields =
      std::tuple_cat(ArrayFileOptions::fields, ReadingOptions::fields, ShapeOptions::fields, AxisOptions::fields, LabelOptions::fields);
};

class Hdf5 final : public Hdf5Dataset {
 public:
  Hdf5(const Hdf5Options& options, assay::BuildContext& context) : Hdf5Dataset(datasets::settings_of(options, "hdf5"), options.layout(), context) {}
};

struct UspsFolder {
  static constexpr const char* folder = "usps";
};

/// The packing of USPS that circulates as usps.h5: 7291 training and 2007 test images as rows of 256 floats in [0, 1].
class Usps final : public Hdf5Dataset {
 public:
  Usps(const PresetOptions<UspsFolder>& options, assay::BuildContext& context) : Hdf5Dataset(settings_for(options), {}, context) {}

 private:
  static ReadingSettings settings_for(const PresetOptions<UspsFolder>& options) {
    ReadingSettings settings =
        preset_settings(options, {"usps.h5:train/data", "usps.h5:train/target", false}, {"usps.h5:test/data", "usps.h5:test/target", true});
    settings.shape = {1, 16, 16};
    settings.class_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    return settings;
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Hdf5, Hdf5Options>("hdf5", "samples and labels in data sets of HDF5 files"),
             assay::component<Usps, PresetOptions<UspsFolder>>("usps", "USPS, 9298 handwritten digits of 16 x 16"));
