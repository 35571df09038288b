#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "record/run_folder.hpp"
#include "record/trial_file.hpp"

namespace e2e {

namespace record = assay::record;

/// Two arms, the proposed model and k-means, at two seeds: four trials of a second or less. Saves a checkpoint after every epoch.
extern const char* const four_trials;

/// DEC at two seeds, from an autoencoder and k-means on its codes: two stages per seed. Saves a checkpoint at every chance.
extern const char* const staged_trials;

/// Puts `text` into `folder`/`name`.
void write_file(const std::filesystem::path& file, const std::string& text);

/// runs/<study> below `folder`.
record::RunFolder run_folder(const std::filesystem::path& folder, const std::string& study);

/// Every trial of the run, in the order of its plan.
std::vector<record::TrialSummary> trials_of(const record::RunFolder& run);

/// How often a status occurs among the trials.
std::size_t count(const std::vector<record::TrialSummary>& trials, const std::string& status);

/// What differs between two files of one trial: arrays, series but for times, metrics. Every bit counts.
std::vector<std::string> differences(const std::filesystem::path& left, const std::filesystem::path& right);

/// Differences over all trials of two runs with the same plan.
std::vector<std::string> run_differences(const record::RunFolder& left, const record::RunFolder& right);

/// Files of running trials that should have gone: journals, checkpoints, parts, temporary files.
std::vector<std::string> leftovers(const record::RunFolder& run);

/// True while a file whose name ends so exists among the trials.
bool has_trial_file(const record::RunFolder& run, const std::string& ending);

}  // namespace e2e
