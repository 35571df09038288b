#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "bench/bench.hpp"
#include "record/trial_file.hpp"
#include "train/trial.hpp"

namespace bench {
namespace {

constexpr double target_mb = 700.0;

/// MNIST where ASSAY_DATA leads to it, drawn digits of the same size otherwise.
Value dataset(std::vector<std::string>& roots) {
  if (const char* data = std::getenv("ASSAY_DATA")) {
    roots = {data};
    return table({{"use", "mnist"}});
  }
  return table({{"use", "glyphs"}, {"count", 70000}, {"size", 28}});
}

}  // namespace

void memory_of_trial(const Setting& setting) {
  std::vector<std::string> roots;
  auto job = make_job(setting, autoencoder_spec(dataset(roots), 1));
  job.data_roots = roots;
  const pid_t child = fork();  // a process per trial, as in a real run
  if (child == 0) {
    try {
      assay::train::run_trial(job, setting.registry, {});
    } catch (const assay::Error& error) {
      fmt::print("memory: the trial failed: {}\n", error.what());
      std::fflush(stdout);
      _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) return;
  const auto record = assay::record::read_trial_file(job.folder.trial(job.id()));
  fmt::print("peak memory of a trial, {}, autoencoder, one epoch: {:.0f} MB (target {:.0f}; {:.0f} s)\n",
             job.provenance.resolved.at("dataset").at("use").string(), static_cast<double>(record.peak_memory_bytes) / 1e6, target_mb, record.wall_s);
}

}  // namespace bench
