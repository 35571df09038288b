#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "assay/options/field.hpp"

namespace assay::data {

/// A file as it is published: of a data set, or the archive that such files are members of.
struct PublishedFile {
  std::string name;
  std::int64_t size = 0;
  std::string sha256;
  std::string member;
  bool optional = false;

  static constexpr auto fields = assay::fields(
      assay::field("name", &PublishedFile::name, "place below the data folder; mirrors have the file under the last part of it").required(),
      assay::field("size", &PublishedFile::size, "bytes; 0: not known").at_least(0),
      assay::field("sha256", &PublishedFile::sha256, "64 hexadecimal digits; empty: not known, then that of the first copy is recorded"),
      assay::field("member", &PublishedFile::member, "name within the archive of the data set; empty: the file is downloaded itself"),
      assay::field("optional", &PublishedFile::optional, "whether the reader does without it, unless told otherwise"));
};

struct DataSet {
  std::string id;  ///< the name of its table
  std::string title;
  std::string reader;
  std::int64_t samples = 0;
  std::int64_t classes = 0;
  std::string licence;
  std::string homepage;
  std::string cite;
  std::string instead;
  std::vector<std::string> mirrors;
  std::vector<PublishedFile> files;      ///< at least one
  std::optional<PublishedFile> archive;  ///< holds the files that are members

  static constexpr auto fields = assay::fields(
      assay::field("title", &DataSet::title, "what it is").required(),
      assay::field("reader", &DataSet::reader, "the data set plugin that reads it").required(),
      assay::field("samples", &DataSet::samples, "without optional files").required().at_least(1),
      assay::field("classes", &DataSet::classes, "0: no labels").required().at_least(0),
      assay::field("licence", &DataSet::licence, "licence or terms").required(),
      assay::field("homepage", &DataSet::homepage, "where it is described"), assay::field("cite", &DataSet::cite, "what to cite").required(),
      assay::field("instead", &DataSet::instead, "what to do where there is nothing to download"),
      assay::field("mirrors", &DataSet::mirrors, "folders that hold the files, http:// or https://, in the order in which they are tried"));
};

struct Manifest {
  std::vector<DataSet> sets;  ///< in the order of the file

  [[nodiscard]] std::vector<std::string> names() const;
  /// Throws SpecError "data.unknown-set", which says what was probably meant.
  [[nodiscard]] const DataSet& find(const std::string& name) const;
};

/// The one that is installed with the program.
std::filesystem::path installed_manifest();

/// Throws SpecError with all that is wrong: the codes of the spec layer, "manifest.bad-name", "manifest.bad-checksum", "manifest.bad-mirror",
/// "manifest.bad-member", "manifest.no-files" and "manifest.no-source".
Manifest read_manifest(const std::filesystem::path& file);

}  // namespace assay::data
