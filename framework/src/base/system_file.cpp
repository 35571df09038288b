#include "base/system_file.hpp"

#include <fstream>
#include <sstream>

namespace assay {

std::string first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

std::optional<std::int64_t> number_in(const std::filesystem::path& file) {
  std::istringstream text(first_line(file));
  std::int64_t number = 0;
  return text >> number ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> number_after(const std::filesystem::path& file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    std::string word;
    std::int64_t number = 0;
    if (fields >> word && word == key && fields >> number) return number;
  }
  return std::nullopt;
}

}  // namespace assay
