// Writes one trial file, one failed trial and one run folder with its index into the folder that is given, for other programs to read.
#include <cstdio>
#include <exception>
#include <filesystem>

#include "record/run_view.hpp"
#include "record/trial_file.hpp"
#include "support/sample_run.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_samples FOLDER\n", stderr);
    return 2;
  }
  try {
    const std::filesystem::path folder = argv[1];
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    assay::record::write_trial_file(folder / "trial.h5", test_support::sample_record());
    assay::record::write_trial_file(folder / "failed.h5", test_support::failed_record());
    assay::record::refresh_index(test_support::make_sample_run(folder / "run"));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
