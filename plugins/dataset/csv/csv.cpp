#include <set>

#include "common/errors.hpp"
#include "common/file_dataset.hpp"
#include "csv_file.hpp"

namespace {

using datasets::LabelledFileOptions;
using datasets::LabelOptions;
using datasets::ReadingOptions;
using datasets::ReadingSettings;
using datasets::ShapeOptions;

struct CsvOptions : LabelledFileOptions, ReadingOptions, ShapeOptions, LabelOptions {
  std::string separator = "comma";
  bool header = true;
  std::string label_column = "last";
  std::vector<std::string> class_names;

  static constexpr auto fields = std::tuple_cat(
      LabelledFileOptions::fields,
      assay::fields(
          assay::field("separator", &CsvOptions::separator, "what stands between columns; space: one blank or more")
              .one_of("comma", "semicolon", "tab", "space"),
          assay::field("header", &CsvOptions::header, "whether the first line names the columns"),
          assay::field("label_column", &CsvOptions::label_column, "column of the labels: first, last, none, its name, or its number from 0")),
      ReadingOptions::fields, ShapeOptions::fields, LabelOptions::fields,
      assay::fields(assay::field("class_names", &CsvOptions::class_names, "texts of the label column in class order; empty: it holds numbers")));
};

ReadingSettings settings_for(const CsvOptions& options) {
  if (std::set<std::string>(options.class_names.begin(), options.class_names.end()).size() != options.class_names.size()) {
    throw datasets::inconsistent("dataset 'csv' lists a class twice in 'class_names'");
  }
  if (!options.class_names.empty() && (options.first_label != 0 || !options.label_values.empty())) {
    throw datasets::inconsistent("dataset 'csv' has 'class_names' beside numbers of labels", "leave 'first_label' and 'label_values' out");
  }
  ReadingSettings settings = datasets::settings_of(options, "csv");
  settings.class_names = options.class_names;
  return settings;
}

csv::Format format_of(const CsvOptions& options) {
  csv::Format format;
  if (options.separator == "semicolon") format.separator = ';';
  if (options.separator == "tab") format.separator = '\t';
  if (options.separator == "space") format.separator = ' ';
  format.header = options.header;
  format.label_column = options.label_column;
  format.class_names = options.class_names;
  return format;
}

/// Tables of numbers.
class Csv final : public datasets::FileDataset {
 public:
  Csv(const CsvOptions& options, assay::BuildContext& context) : FileDataset(settings_for(options), context), format_(format_of(options)) {}

 private:
  std::unique_ptr<datasets::PartReader> open(const datasets::PartNames& names) const override { return csv::open_csv(find(names.samples), format_); }

  csv::Format format_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Csv, CsvOptions>("csv", "tables of numbers with labels in text files, plain or gzip-compressed"));
