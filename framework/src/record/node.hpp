#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "record/array.hpp"
#include "record/id.hpp"

/// Files, groups, attributes and datasets in the form that assay's files use. Everything throws h5::Failure.
namespace assay::record::h5 {

// files and groups; creation order is tracked everywhere, as netCDF-4 wants it
Id create_file(const std::filesystem::path& path);
/// Once its seal has been checked, where it has one.
Id open_file_for_reading(const std::filesystem::path& path);
/// Flushes and closes; reports a full disk here at the latest.
void finish_file(Id& file);
/// `path` may be nested; groups on the way are made as needed.
Id create_group(const Id& parent, const std::string& path);
Id open_group(const Id& parent, const std::string& path);
bool exists(const Id& parent, const std::string& path);
/// Names of the members in the order of their creation.
std::vector<std::string> members(const Id& group);
bool is_group(const Id& parent, const std::string& name);

// attributes
void set_attribute(const Id& object, const std::string& name, const std::string& text);
void set_attribute(const Id& object, const std::string& name, std::int64_t number);
void set_attribute(const Id& object, const std::string& name, double number);
void set_attribute(const Id& object, const std::string& name, const std::vector<std::uint8_t>& numbers);
/// The 8-bit enumeration FALSE/TRUE by which h5py writes booleans.
void set_flag(const Id& object, const std::string& name, bool flag);
bool has_attribute(const Id& object, const std::string& name);
std::string text_attribute(const Id& object, const std::string& name);
std::int64_t integer_attribute(const Id& object, const std::string& name);
bool flag_attribute(const Id& object, const std::string& name);

// text: UTF-8 of variable length; damaged UTF-8 and NUL characters become U+FFFD
Id write_text(const Id& parent, const std::string& name, const std::string& text);
Id write_texts(const Id& parent, const std::string& name, const std::vector<std::string>& texts);
std::string read_text(const Id& parent, const std::string& name);
std::vector<std::string> read_texts(const Id& parent, const std::string& name);

// numbers
Id open_dataset(const Id& parent, const std::string& path);
Id write_number(const Id& parent, const std::string& name, double number);
Id write_number(const Id& parent, const std::string& name, std::int64_t number);
double read_real(const Id& parent, const std::string& name);
std::int64_t read_integer(const Id& parent, const std::string& name);

/// Writes the array under its name; large ones in chunks with shuffle, gzip and a checksum.
Id write_array(const Id& parent, const Array& array);
/// The same without chunks and filters, for files that are soon replaced.
Id write_plain_array(const Id& parent, const Array& array);
/// The array at `path`; floats of other widths and integers of other widths are converted.
Array read_array(const Id& parent, const std::string& path);
std::vector<double> read_reals(const Id& parent, const std::string& name);
std::vector<std::int64_t> read_integers(const Id& parent, const std::string& name);
std::vector<std::int64_t> shape_of(const Id& parent, const std::string& path);

/// A link to the root of another file, whose name is relative to this file's folder.
void link_file(const Id& group, const std::string& name, const std::string& file);

// dimension scales
/// Makes `dataset` the coordinate of dimension `name`.
void make_scale(const Id& dataset, const std::string& name);
/// A dimension without coordinate values, in the form that netCDF-4 gives it.
Id write_bare_dimension(const Id& parent, const std::string& name, std::int64_t length);
/// Axis `axis` of `dataset` runs along `scale`.
void attach_scale(const Id& dataset, const Id& scale, unsigned axis);
bool is_scale(const Id& parent, const std::string& name);

/// A name that may be one component of a path: not empty, no '/', not "." or "..". Throws InternalError "record.bad-name".
const std::string& checked_name(const std::string& name);

}  // namespace assay::record::h5
