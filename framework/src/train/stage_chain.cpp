#include "train/stage_chain.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/nn/batches.hpp"
#include "base/settings.hpp"
#include "record/trial_file.hpp"
#include "train/composed_model.hpp"
#include "train/composition.hpp"
#include "train/tensor_array.hpp"

namespace assay::train {
namespace {

constexpr std::int64_t embed_batch = 2000;

/// Its input is its features already.
class FeaturesAsTheyAre final : public Embeds {
 public:
  explicit FeaturesAsTheyAre(std::int64_t width) : width_(width) {}
  [[nodiscard]] std::int64_t features() const override { return width_; }
  Tensor embed(const Tensor& x) override { return x; }

 private:
  std::int64_t width_;
};

}  // namespace

struct StageChain::Stage {
  Value table;
  // One of the two.
  host::Owned<Baseline> baseline;
  std::unique_ptr<ComposedModel> model;

  Embeds* embeds = nullptr;  // of the method, if it has features
  std::unique_ptr<StateDict> state;
  bool restored = false;

  /// Where a trial file keeps what such a method saved.
  [[nodiscard]] const char* folder() const { return model != nullptr ? "" : "baseline/"; }
  void restore() {
    if (model != nullptr) {
      model->load(*state);
      model->set_training(false);
    } else {
      baseline->restore(*state);
    }
    restored = true;
  }
};

StageChain::StageChain(const Value& resolved, const host::Registry& registry, const TrialData& data)
    : resolved_(resolved), registry_(registry), data_(data), catalog_(registry.catalog()), device_(c10::DeviceType::CPU) {}

StageChain::~StageChain() = default;

void StageChain::use_results(StageFiles files, c10::Device device) {
  files_ = std::move(files);
  device_ = device;
}

std::shared_ptr<const Encoder> StageChain::encoder() {
  if (encoder_ == nullptr) {
    BuildContext context = data_.context();
    encoder_ = registry_.create<Encoder>(resolved_.at("encoder"), context);
  }
  return encoder_;
}

StageChain::Stage& StageChain::stage(const std::string& name) {
  auto& entry = stages_[name];
  if (entry == nullptr) {
    const Value* table = resolved_.find_path("stage." + name);
    if (table == nullptr) throw InternalError("context.no-stage", "the trial has no stage '" + name + "'");
    entry = make_stage(*table);
  }
  return *entry;
}

std::unique_ptr<StageChain::Stage> StageChain::make_stage(const Value& table) {
  auto stage = std::make_unique<Stage>();
  stage->table = table;
  if (is_composed_stage(table)) {
    stage->model = untrained_model(resolved_, registry_, data_.context(), device_);
    stage->embeds = stage->model->capabilities().embeds;
  } else {
    stage->baseline = create(table);
    stage->embeds = dynamic_cast<Embeds*>(stage->baseline.get());
  }
  return stage;
}

StageChain::Stage& StageChain::trained(const std::string& name) {
  Stage& found = stage(name);
  if (!found.restored) {
    static_cast<void>(state(name));  // reads it where it has not been read yet
    found.restore();
  }
  return found;
}

bool StageChain::declares(const Value& table, const std::string& part) const {
  const CatalogEntry* entry = catalog_.find("baseline", table.at("use").string());
  if (entry == nullptr) return false;
  const auto& needs = entry->schema.needs;
  return std::any_of(needs.begin(), needs.end(), [&](const NeedInfo& need) { return need.part == part; });
}

bool StageChain::reads_labels(const Value& table) const { return declares(table, "labels"); }

DatasetInfo StageChain::input_info(const Value& table) {
  DatasetInfo info = input_shape(table);
  info.labeled = reads_labels(table) ? data_.labeled() : 0;
  return info;
}

DatasetInfo StageChain::input_shape(const Value& table) {
  const std::string source = source_of(table);
  if (source.empty()) return data_.training_info();
  const Stage& before = stage(source);
  if (before.embeds == nullptr) {
    throw SpecError(Diagnostic{
        "stage.no-features",
        fmt::format("'{}' is on the stage '{}', but '{}' makes no features", table.at("use").string(), source, before.table.at("use").string()),
        {},
        "'on' names a stage such as an autoencoder, whose features take the place of the data",
        {}});
  }
  DatasetInfo info = input_shape(before.table);
  info.shape = {before.embeds->features()};
  info.lowest = info.highest = 0.0;  // unbounded
  return info;
}

host::Owned<Baseline> StageChain::create(const Value& table) {
  BuildContext context(input_info(table), data_.roots, declares(table, "encoder") ? encoder() : nullptr);
  return registry_.create<Baseline>(without(table, {"on"}), context);
}

Tensor StageChain::input(const Value& table, const Tensor& x) {
  const std::string source = source_of(table);
  if (source.empty()) return x;
  Stage& before = trained(source);
  return apply_in_batches(input(before.table, x), embed_batch, [&](const Tensor& rows) { return before.embeds->embed(rows); });
}

Tensor StageChain::input_log_variance(const Value& table, const Tensor& x) {
  const std::string source = source_of(table);
  if (source.empty()) return {};
  Stage& before = trained(source);
  auto* gaussian = dynamic_cast<EmbedsGaussian*>(before.baseline.get());
  if (gaussian == nullptr) return {};
  return apply_in_batches(input(before.table, x), embed_batch, [&](const Tensor& rows) { return gaussian->embed_log_variance(rows); });
}

const StateDict& StageChain::state(const std::string& name) {
  Stage& wanted = stage(name);
  if (wanted.state == nullptr) {
    const auto file = files_.find(name);
    if (file == files_.end()) throw InternalError("context.no-stage", "the result of the stage '" + name + "' is not at hand");
    wanted.state = std::make_unique<StateDict>(read_state(file->second, wanted.folder(), device_));
  }
  return *wanted.state;
}

StateDict read_state(const std::filesystem::path& file, const std::string& folder, c10::Device device) {
  StateDict state;
  for (const auto& name : record::list_trial_arrays(file, "weights")) {
    if (name.compare(0, folder.size(), folder) != 0) continue;
    state.put(name.substr(folder.size()), to_tensor(record::read_trial_array(file, "weights/" + name)).to(device));
  }
  return state;
}

std::string source_of(const Value& table) {
  const Value* on = table.find("on");
  return on == nullptr ? std::string() : on->string();
}

std::unique_ptr<Embeds> features_of_source(StageChain& stages, const Value& table) {
  if (source_of(table).empty()) return nullptr;
  return std::make_unique<FeaturesAsTheyAre>(stages.input_info(table).dimensions());
}

}  // namespace assay::train
