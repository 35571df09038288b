#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <unistd.h>

#include <fmt/format.h>

#include "bench/bench.hpp"
#include "support/temporary_folder.hpp"
#include "train/compute_setup.hpp"

namespace bench {

Value autoencoder_spec(Value dataset, std::int64_t epochs) {
  return table({
      {"dataset", std::move(dataset)},
      {"encoder",
       table({{"use", "mlp"}, {"hidden", Value::Array{500, 500, 2000}}, {"features", 10}, {"batch_norm", false}, {"decoder_input", "concat"}})},
      {"latent", table({{"h", table({{"use", "deterministic"}})}})},
      {"loss", Value::Array{table({{"use", "mse"}})}},
      {"train", table({{"epochs", epochs}, {"batch", 256}, {"optimizer", table({{"use", "adam"}})}})},
      {"evaluate", table({{"every", 1}, {"metrics", Value::Array{}}})},
  });
}

assay::record::TrialJob make_job(const Setting& setting, Value resolved) {
  assay::record::TrialJob job;
  job.folder = {setting.folder};
  std::filesystem::create_directories(job.folder.trials());
  job.run_options = table({{"threads", 1}, {"checkpoint_s", 1e9}});
  job.provenance.study = "bench";
  job.provenance.arm = "bench";
  job.provenance.trial_id = "bench";
  job.provenance.resolved = std::move(resolved);
  return job;
}

namespace {

/// With the names of parts (step, health, memory, table) runs only those.
void run(int argc, char** argv) {
  const auto wanted = [&](const std::string& part) {
    for (int i = 1; i < argc; ++i) {
      if (argv[i] == part) return true;
    }
    return argc == 1;
  };
  setenv("OMP_NUM_THREADS", "1", 1);
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  setenv("OMP_WAIT_POLICY", "passive", 1);
  if (std::getenv("ASSAY_BENCH_THREADS_SET") == nullptr) {  // OpenBLAS has read its settings before main: start again with them
    setenv("ASSAY_BENCH_THREADS_SET", "1", 1);
    execv("/proc/self/exe", argv);
  }
  const test_support::TemporaryFolder folder;
  assay::host::Registry registry;
  registry.load({std::filesystem::canonical("/proc/self/exe").parent_path().parent_path() / "lib/assay/plugins"});
  const Setting setting{registry, folder.path()};
  if (wanted("memory")) memory_of_trial(setting);  // forks, so it comes before any tensor operation of this process
  assay::train::set_up_compute(1);
  if (wanted("table")) table_of_many_trials(setting);
  if (wanted("step")) step_of_autoencoder(setting);
  if (wanted("health")) recorder_and_health(setting);
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  try {
    bench::run(argc, argv);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
