#include "train/apply_model.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/core/random.hpp"
#include "assay/nn/batches.hpp"
#include "base/suggest.hpp"
#include "record/array_file.hpp"
#include "train/compute_setup.hpp"
#include "train/evaluation.hpp"
#include "train/tensor_array.hpp"
#include "train/trained_model.hpp"

namespace assay::train {
namespace {

record::Array named(const std::string& name, const Tensor& tensor, std::vector<std::string> dimensions, const std::string& help) {
  record::Array array = to_array(name, tensor);
  array.dimensions = std::move(dimensions);
  array.help = help;
  array.unit = "1";
  return array;
}

/// The samples that the model is to work on.
struct Samples {
  Tensor x;       ///< [N, D] on the model's device
  Tensor ids;     ///< [N] int64: positions in the data set
  Tensor labels;  ///< [N] int64, or undefined
};

/// One request at work.
class Application {
 public:
  Application(const record::ApplyRequest& request, const host::Registry& registry)
      : request_(request),
        registry_(registry),
        device_(parse_device(request.device)),
        model_(request.trial, request.cache, registry, request.data_roots, device_),
        can_(model_.capabilities()) {}

  record::ArrayFile run() {
    if (request_.task == "embed") {
      embed();
    } else if (request_.task == "assign") {
      assign();
    } else if (request_.task == "generate") {
      generate();
    } else {
      style();
    }
    return {model_.record().trial_id, request_.trial.string(), std::move(arrays_)};
  }

 private:
  /// `capability`, if the model has it.
  template <class Capability>
  Capability& needed(Capability* capability, const char* what) const {
    if (capability != nullptr) return *capability;
    std::vector<std::string> abilities;
    if (can_.embeds != nullptr) abilities.emplace_back("embed");
    if (can_.assigns != nullptr) abilities.emplace_back("assign");
    if (can_.generates != nullptr) abilities.emplace_back("generate");
    throw DataError(Diagnostic{"model.no-capability",
                               fmt::format("the model of {} cannot {}", model_.record().arm, what),
                               {},
                               {},
                               {"it can " + (abilities.empty() ? std::string("do none of embed, assign, generate") : join(abilities))}});
  }

  [[nodiscard]] std::int64_t batch() const { return evaluate_options(model_.record().resolved.at("evaluate")).batch; }

  DatasetContents load() const {
    if (request_.dataset.is_null()) return load_data(model_.data());
    const TrialData other = open_data(Value(Value::Table{{"dataset", request_.dataset}}), registry_, request_.data_roots);
    if (other.info.dimensions() != model_.data().info.dimensions()) {
      throw DataError("model.wrong-width",
                      fmt::format("samples of the data set '{}' have {} numbers, the model reads {}", request_.dataset.at("use").string(),
                                  other.info.dimensions(), model_.data().info.dimensions()));
    }
    return load_data(other);
  }

  [[nodiscard]] Samples samples(const std::string& part) const {
    const DatasetContents contents = load();
    Tensor ids = torch::arange(contents.x.size(0), torch::kInt64);
    if (part != "all") {
      const std::int64_t wanted = part == "test" ? 1 : 0;
      if (contents.split.defined()) {
        ids = ids.masked_select(contents.split == wanted);
      } else if (wanted == 1) {
        ids = ids.narrow(0, 0, 0);
      }
    }
    if (ids.size(0) == 0) throw DataError("model.no-part", fmt::format("the data set has no {} part", part));
    return {contents.x.index_select(0, ids).to(device_), ids, contents.labels.defined() ? contents.labels.index_select(0, ids) : Tensor()};
  }

  void add_origin(const Samples& samples) {
    arrays_.push_back(named("sample", samples.ids, {"sample"}, "position in the data set"));
    if (samples.labels.defined()) arrays_.push_back(named("labels", samples.labels, {"sample"}, "class of every sample"));
  }

  void embed() {
    Embeds& embeds = needed(can_.embeds, "embed");
    const Samples given = samples(request_.part);
    add_origin(given);
    const Tensor features = apply_in_batches(model_.input(given.x), batch(), [&](const Tensor& x) { return embeds.embed(x); });
    arrays_.push_back(named("embedding", features.to(torch::kFloat32), {"sample", "feature"}, "feature representation"));
  }

  void assign() {
    Assigns& assigns = needed(can_.assigns, "assign");
    const Samples given = samples(request_.part);
    add_origin(given);
    const Tensor shares = apply_in_batches(model_.input(given.x), batch(), [&](const Tensor& x) { return assigns.responsibilities(x); });
    arrays_.push_back(named("assignment", shares.argmax(1), {"sample"}, "cluster of every sample"));
    arrays_.push_back(named("responsibilities", shares.to(torch::kFloat32), {"sample", "cluster"}, "share of each cluster in every sample"));
  }

  void add_picture_form() {
    const DatasetInfo& info = model_.data().info;
    const bool bounded = info.lowest < info.highest;
    arrays_.push_back(record::make_array("shape", info.shape));
    arrays_.push_back(record::make_array("range", std::vector<double>{bounded ? info.lowest : 0.0, bounded ? info.highest : 1.0}));
  }

  /// The images [R, D] of `categories` [R] and `styles` [R, d].
  Tensor generated(Generates& generates, const Tensor& categories, const Tensor& styles) const {
    return generates.generate(categories.to(device_), styles.to(device_)).to(torch::kCPU, torch::kFloat32);
  }

  void generate() {
    Generates& generates = needed(can_.generates, "generate");
    const std::int64_t categories = generates.categories();
    Streams streams(static_cast<std::uint64_t>(request_.seed));
    const Tensor z = streams.host("generate").normal({request_.columns, generates.style_width()});
    const Tensor c = torch::arange(categories, torch::kInt64).repeat_interleave(request_.columns);
    const Tensor images = generated(generates, c, z.repeat({categories, 1})).view({categories, request_.columns, -1});
    arrays_.push_back(named("images", images, {"category", "draw", "value"}, "generated samples, the same z in every category"));
    arrays_.push_back(named("z", z, {"draw", "style"}, "styles, draws from N(0, 1)"));
    add_picture_form();
  }

  /// Positions of inputs for the style grid: the first of each cluster, then the second of each, and so on, in the order of clusters.
  Tensor chosen_inputs(const Samples& given) {
    std::int64_t wanted = std::min(request_.columns, given.x.size(0));
    std::vector<std::int64_t> positions;
    if (can_.assigns != nullptr) {
      const Tensor clusters = apply_in_batches(model_.input(given.x), batch(), [&](const Tensor& x) {
                                return can_.assigns->responsibilities(x).argmax(1);
                              }).to(torch::kCPU);
      std::vector<std::vector<std::int64_t>> members(static_cast<std::size_t>(can_.assigns->clusters()));
      for (std::int64_t i = 0; i < clusters.size(0); ++i) members[static_cast<std::size_t>(clusters[i].item<std::int64_t>())].push_back(i);
      for (std::size_t turn = 0; static_cast<std::int64_t>(positions.size()) < wanted; ++turn) {
        for (const auto& of_cluster : members) {
          if (turn < of_cluster.size() && static_cast<std::int64_t>(positions.size()) < wanted) positions.push_back(of_cluster[turn]);
        }
      }
    } else {
      for (std::int64_t i = 0; i < wanted; ++i) positions.push_back(i);
    }
    return torch::tensor(positions, torch::kInt64);
  }

  void style() {
    Generates& generates = needed(can_.generates, "generate");
    const bool tested = model_.data().info.test_count > 0 && request_.dataset.is_null();
    const Samples given = samples(tested ? "test" : "all");
    const Tensor chosen = chosen_inputs(given);
    const Tensor inputs = given.x.index_select(0, chosen.to(device_));
    const Tensor z = generates.style(model_.input(inputs));
    const std::int64_t categories = generates.categories();
    const Tensor c = torch::arange(categories, torch::kInt64).repeat({inputs.size(0)});
    const Tensor images = generated(generates, c, z.repeat_interleave(categories, 0)).view({inputs.size(0), categories, -1});
    arrays_.push_back(named("sample", given.ids.index_select(0, chosen), {"sample"}, "position of each input in the data set"));
    arrays_.push_back(named("inputs", inputs, {"sample", "value"}, "samples whose style is taken"));
    arrays_.push_back(named("images", images, {"sample", "category", "value"}, "the style of each input in every category"));
    add_picture_form();
  }

  const record::ApplyRequest& request_;
  const host::Registry& registry_;
  c10::Device device_;
  TrainedModel model_;
  Capabilities can_;
  std::vector<record::Array> arrays_;
};

}  // namespace

void apply_model(const record::ApplyRequest& request, const host::Registry& registry) {
  set_up_compute(1);
  try {
    record::write_array_file(request.output, Application(request, registry).run());
  } catch (const c10::Error& error) {
    throw TrialError("trial.tensor-error", std::string("a tensor operation failed: ") + error.what_without_backtrace());
  }
}

}  // namespace assay::train
