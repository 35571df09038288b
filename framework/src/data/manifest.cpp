#include "data/manifest.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/suggest.hpp"
#include "host/locations.hpp"
#include "spec/components.hpp"
#include "spec/findings.hpp"
#include "spec/source.hpp"
#include "spec/tree.hpp"

namespace assay::data {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t manifest_schema = 1;
constexpr std::size_t checksum_digits = 64;

bool starts_with(const std::string& text, std::string_view start) { return text.compare(0, start.size(), start) == 0; }

/// Whether the name stays below the folder that it is put into.
bool is_inside(const std::string& name) {
  const fs::path path(name);
  const auto is_harmful = [](const fs::path& part) { return part == ".." || part == "." || part.empty(); };
  return !name.empty() && path.is_relative() && std::none_of(path.begin(), path.end(), is_harmful);
}

bool is_checksum(const std::string& text) {
  return text.size() == checksum_digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_mirror(const std::string& url) { return (starts_with(url, "https://") || starts_with(url, "http://")) && url.back() == '/'; }

/// The place of a key, or that of its table where the key is absent.
const Origin& origin_of(const spec::Node& table, std::string_view key) {
  const spec::Node* value = table.find(key);
  return value == nullptr ? table.origin : value->origin;
}

class ManifestReader {
 public:
  explicit ManifestReader(spec::Node root, std::string path) : root_(std::move(root)), path_(std::move(path)) {}

  Manifest read() {
    check_schema();
    const spec::Node* sets = nullptr;
    for (const auto& member : root_.entries) {
      if (member.key == "dataset") sets = &member.value;
      if (member.key != "schema" && member.key != "dataset") spec::unknown_key(member, "the manifest", {"schema", "dataset"}, findings_);
    }
    Manifest manifest;
    if (sets != nullptr && !sets->is_table()) {
      findings_.add("spec.wrong-type", fmt::format("'dataset' wants tables [dataset.<name>], found {}", sets->type_name()), sets->origin);
    } else if (sets != nullptr) {
      for (const auto& member : sets->entries) read_set(member, manifest);
    }
    findings_.throw_if_any();
    return manifest;
  }

 private:
  void check_schema() {
    const spec::Node* schema = root_.find("schema");
    if (schema == nullptr) {
      findings_.add("spec.missing-schema", "the manifest does not say which schema it follows", {path_, 1, 1, 1},
                    fmt::format("begin the file with: schema = {}", manifest_schema));
    } else if (!schema->is_scalar() || schema->scalar != Value(manifest_schema)) {
      findings_.add("spec.unsupported-schema", fmt::format("this program reads schema {}, found {}", manifest_schema, to_json(schema->to_value())),
                    schema->origin);
    }
  }

  /// The settings of a table; nothing, with findings, when something is wrong with them.
  template <class Settings>
  std::optional<Settings> settings_of(const spec::Node& table, const std::string& owner, const std::vector<std::string_view>& others = {}) {
    if (!table.is_table()) {
      findings_.add("spec.wrong-type", fmt::format("{} wants a table, found {}", owner, table.type_name()), table.origin);
      return std::nullopt;
    }
    const std::size_t before = findings_.size();
    const Value checked = spec::check_settings(table, owner, schema_of<Settings>(), others, findings_);
    if (findings_.size() != before) return std::nullopt;
    return parse_options<Settings>(checked);
  }

  void read_set(const spec::Entry& member, Manifest& manifest) {
    const std::string owner = fmt::format("data set '{}'", member.key);
    auto set = settings_of<DataSet>(member.value, owner, {"files", "archive"});
    if (!member.value.is_table()) return;
    DataSet read = set.value_or(DataSet{});
    read.id = member.key;
    check_mirrors(member.value);
    if (const spec::Node* archive = member.value.find("archive")) read.archive = read_file(*archive, owner);
    read_files(member.value, owner, read);
    if (set && read.mirrors.empty() && read.instead.empty()) {
      findings_.add("manifest.no-source", fmt::format("{} has no 'mirrors' and does not say what to do 'instead'", owner), member.key_origin);
    }
    manifest.sets.push_back(std::move(read));
  }

  void check_mirrors(const spec::Node& table) {
    const spec::Node* mirrors = table.find("mirrors");
    if (mirrors == nullptr || !mirrors->is_array()) return;
    for (const auto& mirror : mirrors->items) {
      if (!mirror.is_string() || is_mirror(mirror.scalar.string())) continue;
      findings_.add("manifest.bad-mirror", fmt::format("'{}' is no folder of a web server", mirror.scalar.string()), mirror.origin,
                    "a mirror begins with https:// or http:// and ends with '/'; the name of the file is added");
    }
  }

  void read_files(const spec::Node& table, const std::string& owner, DataSet& set) {
    const spec::Node* files = table.find("files");
    if (files == nullptr || !files->is_array() || files->items.empty()) {
      findings_.add("manifest.no-files", fmt::format("{} needs 'files', a list of tables with a name each", owner),
                    files == nullptr ? table.origin : files->origin);
      return;
    }
    for (const auto& item : files->items) {
      const auto file = read_file(item, owner);
      if (!file) continue;
      if (!file->member.empty() && !set.archive) {
        findings_.add("manifest.bad-member", fmt::format("'{}' is the member of an archive, but {} has no 'archive'", file->name, owner),
                      origin_of(item, "member"));
      }
      set.files.push_back(*file);
    }
  }

  std::optional<PublishedFile> read_file(const spec::Node& table, const std::string& owner) {
    auto file = settings_of<PublishedFile>(table, "a file of " + owner);
    if (!file) return std::nullopt;
    if (!is_inside(file->name)) {
      findings_.add("manifest.bad-name", fmt::format("'{}' is no place below the data folder", file->name), origin_of(table, "name"),
                    "write it like \"mnist/train-labels-idx1-ubyte.gz\"");
    } else if (!names_.insert(file->name).second) {
      findings_.add("manifest.bad-name", fmt::format("the file '{}' is listed twice", file->name), origin_of(table, "name"));
    }
    if (!file->sha256.empty() && !is_checksum(file->sha256)) {
      findings_.add("manifest.bad-checksum", fmt::format("'{}' is no SHA-256 checksum", file->sha256), origin_of(table, "sha256"),
                    fmt::format("it has {} digits, 0 to 9 and a to f, as sha256sum prints them", checksum_digits));
    }
    return file;
  }

  spec::Node root_;
  std::string path_;
  spec::Findings findings_;
  std::set<std::string> names_;
};

}  // namespace

std::vector<std::string> Manifest::names() const {
  std::vector<std::string> names;
  for (const auto& set : sets) names.push_back(set.id);
  return names;
}

const DataSet& Manifest::find(const std::string& name) const {
  for (const auto& set : sets) {
    if (set.id == name) return set;
  }
  throw SpecError(Diagnostic{"data.unknown-set",
                             fmt::format("the manifest has no data set '{}'", name),
                             {},
                             did_you_mean(name, names()),
                             {"data sets are: " + join(names())}});
}

fs::path installed_manifest() { return host::program_folder().parent_path() / "share" / "assay" / "data" / "manifest.toml"; }

Manifest read_manifest(const fs::path& file) {
  const spec::Source source = spec::read_source(file.string(), {});
  return ManifestReader(spec::parse_source(source), source.path).read();
}

}  // namespace assay::data
