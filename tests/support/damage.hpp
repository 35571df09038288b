#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "support/binary_files.hpp"
#include "support/plugin_components.hpp"

/// Damaged copies of a valid file, and what must become of a reader that meets them.
namespace test_support {

/// How a file is damaged: which bytes are hit, in steps, and how often a random mixture is tried beside that.
struct DamagePlan {
  std::size_t step = 1;
  int random_rounds = 100;
};

/// Cut short at every `step`th byte, every `step`th byte with one bit flipped (another bit each time) and with all flipped; then random mixtures, of
/// which half hit the first bytes, where headers are. The same copies each time.
inline void for_each_damage(const std::string& bytes, DamagePlan plan, const std::function<void(const std::string&)>& visit) {
  for (std::size_t at = 0; at < bytes.size(); at += plan.step) {
    visit(bytes.substr(0, at));
    for (const unsigned int flip : {1U << (at / plan.step % 8), 0xffU}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ flip);
      visit(damaged);
    }
  }
  std::mt19937 draw(20261123);
  for (int round = 0; round < plan.random_rounds; ++round) {
    std::string damaged = bytes;
    if (round % 3 == 0) damaged.resize(1 + draw() % damaged.size());
    for (std::size_t flips = 1 + draw() % 4; flips > 0; --flips) {
      const std::size_t place = draw() % (draw() % 2 == 0 ? std::min<std::size_t>(damaged.size(), 20) : damaged.size());
      damaged[place] = static_cast<char>(draw());
    }
    visit(damaged);
  }
}

struct DamageCount {
  int refused = 0;  ///< copies that ended in a DataError
  int read = 0;     ///< copies in which the damage did not show, read as what they promise
};

/// Every damaged copy of `bytes` in the place of `file` ends in one DataError that names the file, or in data of the promised shape.
inline DamageCount try_damage(const std::filesystem::path& file, const std::string& bytes, DamagePlan plan,
                              const std::function<std::unique_ptr<assay::Dataset>()>& make) {
  DamageCount count;
  for_each_damage(bytes, plan, [&](const std::string& damaged) {
    write_file(file, damaged);
    try {
      const auto dataset = make();
      const auto info = dataset->info();
      const auto contents = dataset->load();
      CHECK(contents.x.sizes() == at::IntArrayRef({info.count, info.dimensions()}));
      CHECK(contents.x.isfinite().all().item<bool>());
      ++count.read;
    } catch (const assay::DataError& error) {
      CHECK(error.diagnostics().size() == 1);
      CHECK(std::string(error.what()).find(file.filename().string()) != std::string::npos);
      ++count.refused;
    }
  });
  write_file(file, bytes);
  return count;
}

/// The error that loading gives; an empty code when there is none.
inline assay::Diagnostic load_problem(const assay::Dataset& dataset) {
  try {
    static_cast<void>(dataset.info());
    static_cast<void>(dataset.load());
  } catch (const assay::DataError& error) {
    CHECK(error.diagnostics().size() == 1);
    return error.diagnostics().front();
  }
  return {};
}

}  // namespace test_support
