#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include <toml++/toml.h>

namespace {

namespace fs = std::filesystem;

fs::path experiments() {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  REQUIRE_MESSAGE(source != nullptr, "ASSAY_SOURCE_DIR is not set: run this through ctest");
  return fs::path(source) / "experiments";
}

/// True when `published` has exactly this figure for the method: on the data set that the case names, or without cases on some data set.
bool is_published(const toml::table& published, std::string_view case_name, std::string_view method, std::string_view figure, double value) {
  for (const auto& table : published) {
    if (!table.second.is_table()) continue;
    for (const auto& data : *table.second.as_table()) {
      if (!case_name.empty() && data.first.str() != case_name) continue;
      const auto number = data.second.as_table()->at_path(std::string(method) + "." + std::string(figure)).value<double>();
      if (number && *number == value) return true;
    }
  }
  return false;
}

/// Holds figures that a spec gives against `published`; with cases there is one more level.
void check_figures(const toml::table& published, const toml::table& figures, std::string_view case_name, std::string_view method) {
  for (const auto& figure : figures) {
    if (const auto* of_case = figure.second.as_table()) {
      check_figures(published, *of_case, figure.first.str(), method);
    } else {
      CHECK_MESSAGE(is_published(published, case_name, method, figure.first.str(), figure.second.value<double>().value_or(-1.0)), std::string(method),
                    ".", std::string(case_name), ".", std::string(figure.first.str()));
    }
  }
}

}  // namespace

TEST_CASE("published figures are percentages with their deviations") {
  const auto published = toml::parse_file((experiments() / "published.toml").string());
  std::size_t figures = 0;
  for (const auto& table : published) {
    if (!table.second.is_table()) continue;
    for (const auto& data : *table.second.as_table()) {
      for (const auto& method : *data.second.as_table()) {
        for (const auto& figure : *method.second.as_table()) {
          const double value = figure.second.value<double>().value_or(-1.0);
          CHECK((value > 0.0 && value < 100.0));
          ++figures;
        }
      }
    }
  }
  CHECK(figures == 85);
  CHECK(published.at_path("clustering.mnist.proposed.acc").value<double>() == 85.75);
  CHECK(published.at_path("clustering.usps.idec.nmi").value<double>() == 78.46);
  CHECK(published.at_path("knn_error.mnist.vade.knn_error_5").value<double>() == 2.14);
}

TEST_CASE("figures in the specs are those of published.toml") {
  const auto published = toml::parse_file((experiments() / "published.toml").string());
  for (const auto& entry : fs::recursive_directory_iterator(experiments())) {
    if (entry.path().extension() != ".toml" || entry.path().filename() == "published.toml") continue;
    const auto spec = toml::parse_file(entry.path().string());
    const auto* figures = spec.at_path("table.published").as_table();
    if (figures == nullptr) continue;
    INFO(entry.path().string());
    for (const auto& arm : *figures) check_figures(published, *arm.second.as_table(), {}, arm.first.str());
  }
}
