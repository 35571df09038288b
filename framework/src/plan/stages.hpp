#pragma once

#include <functional>
#include <string>

#include "base/catalog.hpp"
#include "plan/plan.hpp"

namespace assay::plan {

/// What decides the bits of a stage's result besides its spec and its plugins.
struct StageFacts {
  std::string device;                               ///< "cpu", "cuda", …
  std::string runtime;                              ///< hash of the program that trains
  std::function<Value(const Value& dataset)> data;  ///< what the files of a resolved [dataset] hold, as hashes
  bool share = true;                                ///< false: every trial has stages of its own
};

/// Finds the stages that the trials of the plan start from, each once, those that others need first; sets Trial::stages.
///
/// A stage is itself a trial without metrics: its spec holds the data set, its own table as [baseline] unless it is a composed model, and what it
/// reads of [encoder], [latent], [[loss]], [train] and the stages before it. Its id is a hash of that spec, of the libraries of its plugins, and of
/// the facts; so what a stage does not read cannot change its id.
void add_stages(Plan& plan, const Catalog& catalog, const StageFacts& facts);

/// How many stages must run one after another before this stage of the plan can: 0 when it starts from none.
std::size_t stage_level(const Plan& plan, const Trial& stage);

}  // namespace assay::plan
