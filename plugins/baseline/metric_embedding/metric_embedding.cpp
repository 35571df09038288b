#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <torch/types.h>
#include <torch/utils.h>
#include <assay/plugin.hpp>

#include "../common/active_units.hpp"
#include "../common/likelihood.hpp"
#include "../common/variational_networks.hpp"
#include "assigned_classes.hpp"
#include "class_batches.hpp"
#include "metric_losses.hpp"
#include "objective.hpp"
#include "vote_health.hpp"

namespace {

using assay::Tensor;
using assay::baseline_metric_embedding::ClassBatches;
using assay::baseline_metric_embedding::Parts;
using assay::baseline_metric_embedding::VoteHealth;
using assay::baseline_metric_embedding::Weights;
using baselines::Losses;
using baselines::LossTerm;

constexpr std::int64_t watched_samples = 5000;  // of which the active units are counted
constexpr std::int64_t watched_batch = 500;

struct MetricEmbeddingOptions : baselines::VariationalOptions {
  std::string code = "gaussian";
  std::int64_t dim = 150;
  std::int64_t labeled_per_class = 10;
  std::string unlabeled = "all";
  std::int64_t neighbours = 7;
  std::string metric = "lifted";
  double margin = 0.5;
  std::string reduction = "mean";
  double reconstruction_weight = Weights().reconstruction;
  double code_weight = Weights().code;
  double categorical_weight = Weights().categorical;
  double assignment_weight = Weights().assignment;
  assay::Schedule metric_weight = Weights().metric;
  assay::Schedule temperature = assay::Schedule::exponential(0.993094, 0.5, 0.00693);  // e^(-0.00693 e) in epoch e
  double collapse_share = 0.5;
  std::int64_t collapse_epochs = 3;

  MetricEmbeddingOptions() { lr = assay::Schedule::steps(1e-2, 0.5, 30); }

  static constexpr auto fields = std::tuple_cat(
      VariationalOptions::fields,
      assay::fields(
          assay::field("code", &MetricEmbeddingOptions::code,
                       "what the decoder reads besides the category; gaussian: a code z ~ q(z | x); features: the features themselves")
              .one_of("gaussian", "features"),
          assay::field("dim", &MetricEmbeddingOptions::dim, "width of the code z").in(1, 65536),
          assay::field("labeled_per_class", &MetricEmbeddingOptions::labeled_per_class,
                       "labeled samples of each class in a step, besides the 'batch' unlabeled ones; all where there are fewer")
              .in(1, 1000000),
          assay::field("unlabeled", &MetricEmbeddingOptions::unlabeled, "what the unlabeled samples are: the complement of the labeled ones, or all")
              .one_of("complement", "all"),
          assay::field("neighbours", &MetricEmbeddingOptions::neighbours, "labeled samples of the step that vote on the class of an unlabeled one")
              .in(1, 10000),
          assay::field("metric", &MetricEmbeddingOptions::metric,
                       "what shapes the features; lifted: lifted structure, triplet: semi-hard triplets, centroid: distances to the labeled means")
              .one_of("lifted", "triplet", "centroid"),
          assay::field("margin", &MetricEmbeddingOptions::margin, R"(of metric = "lifted", in distances, and "triplet", in squared distances)")
              .at_least(0.0),
          assay::field("reduction", &MetricEmbeddingOptions::reduction,
                       R"(of the squared error of likelihood = "gaussian": mean over the numbers of a sample, sum_dim: their sum)")
              .one_of("mean", "sum_dim"),
          assay::field("reconstruction_weight", &MetricEmbeddingOptions::reconstruction_weight, "factor of the error of the reconstruction")
              .at_least(0.0),
          assay::field("code_weight", &MetricEmbeddingOptions::code_weight, "factor of the divergence of q(z | x) from N(0, I)").at_least(0.0),
          assay::field("categorical_weight", &MetricEmbeddingOptions::categorical_weight, "factor of the divergence of q(c | x) from uniform")
              .at_least(0.0),
          assay::field("assignment_weight", &MetricEmbeddingOptions::assignment_weight, "factor of the cross-entropy of the assigned classes")
              .at_least(0.0),
          assay::field("metric_weight", &MetricEmbeddingOptions::metric_weight, "factor of the loss on distances between features, by epoch")
              .in(0.0, 1000000.0),
          assay::field("temperature", &MetricEmbeddingOptions::temperature, "temperature of the relaxed category, by epoch").in(0.01, 100.0),
          assay::field("collapse_share", &MetricEmbeddingOptions::collapse_share,
                       "share of the votes for one class above which an epoch counts as collapsed; 1: never. More for two classes or uneven ones")
              .in(0.0, 1.0),
          assay::field("collapse_epochs", &MetricEmbeddingOptions::collapse_epochs, "collapsed epochs in a row after which the trial fails")
              .in(1, 1000000)));

  static constexpr auto needs = assay::needs(assay::need("encoder", "the networks; the features are those whose neighbours vote"),
                                             assay::need("labels", "the samples whose classes are told"));
};

/// The slides' proposed model for few labels, as the program of its author has it (code = "gaussian") and as the slides draw their images
/// (code = "features"): features f(x), a category c with q(c | x) = softmax(W f), and a decoder of c and either z ~ q(z | x) or f. An auxiliary task
/// assigns to each unlabeled sample the class that its nearest labeled samples of the batch vote for. Over unlabeled and labeled samples alike it
/// lowers
///   w_R L_R   the error of the reconstruction, with a relaxed sample of c (Jang, Gu, Poole 2017)
///   w_G L_G   KL(q(z | x) ‖ N(0, I)), for the code z alone
///   w_C L_C   KL(q(c | x) ‖ U)
///   w_A L_A   the cross-entropy of q(c | x) with the told or assigned class
///   w_M L_M   a metric loss that brings features of equal told or assigned class together.
/// With Bernoulli likelihood L_R is summed over dimensions. The published weights hold for a squared error that is their mean.
class MetricEmbedding final : public baselines::EpochBaseline,
                              public assay::Embeds,
                              public assay::Assigns,
                              public assay::Classifies,
                              public assay::Reconstructs,
                              public assay::Generates {
 public:
  MetricEmbedding(const MetricEmbeddingOptions& options, assay::BuildContext& context)
      : EpochBaseline(options, terms(options)),
        options_(options),
        encoder_(context.encoder()),
        data_(context.dataset()),
        likelihood_(options.likelihood, data_),
        health_(data_.classes) {}

  std::int64_t features() const override { return encoder_->features(); }
  Tensor embed(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return encode_->forward({x});
  }
  std::int64_t clusters() const override { return data_.classes; }
  /// A cluster is a class.
  Tensor responsibilities(const Tensor& x) override { return class_probabilities(x); }
  Tensor class_probabilities(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return torch::softmax(category_->forward(encode_->forward({x})), 1);
  }
  Tensor reconstruct(const Tensor& x) override { return generate(class_probabilities(x).argmax(1), style(x)); }
  std::int64_t categories() const override { return data_.classes; }
  std::int64_t style_width() const override { return code_ == nullptr ? features() : options_.dim; }
  Tensor generate(const Tensor& category, const Tensor& style) override {
    const torch::NoGradGuard no_grad;
    return likelihood_.expected(decode_->forward({style, torch::one_hot(category, data_.classes).to(style.scalar_type())}));
  }
  /// The mean of q(z | x), or the features, which have no prior: drawn ones are like no sample's.
  Tensor style(const Tensor& x) override {
    const Tensor f = embed(x);
    const torch::NoGradGuard no_grad;
    return code_ == nullptr ? f : code_->forward(f).mean;
  }

 private:
  static std::vector<LossTerm> terms(const MetricEmbeddingOptions& options) {
    std::vector<LossTerm> all = {{"reconstruction", "error of the reconstruction"},
                                 {"categorical_kl", "divergence of q(c | x) from uniform"},
                                 {"assignment", "cross-entropy of the assigned or told classes"},
                                 {"metric", "loss on the distances between features"}};
    if (options.code == "gaussian") all.push_back({"code_kl", "divergence of q(z | x) from N(0, I)"});
    return all;
  }

  void build(assay::Stream& init) override {
    const assay::WeightInit weights;
    encode_ = &add("encoder", encoder_->make_encoder(data_, init));
    category_ = std::make_shared<assay::Dense>(features(), data_.classes, weights, init);
    add("category", category_);
    if (options_.code == "gaussian") {
      code_ = std::make_shared<baselines::GaussianHead>(features(), options_.dim, baselines::VarianceLink::exponential, weights, init);
      add("code", code_);
    }
    decode_ = &add("decoder", encoder_->make_decoder(data_, {style_width(), data_.classes}, init));
  }

  void begin_epoch(const Tensor& x, assay::FitContext& context, std::int64_t /*epoch*/) override {
    const assay::LabeledSamples& labels = *context.labels();
    labeled_.emplace(x, labels, context.streams().host("labeled"));
    if (options_.unlabeled == "complement" && !rows_.defined()) rows_ = baselines::unlabeled_rows(x.size(0), labels);
    health_.clear();
  }
  Tensor epoch_rows() const override { return rows_; }

  Losses losses(const baselines::Step& step) override {
    const baselines::LabeledBatch labeled = labeled_->next(options_.labeled_per_class);
    const Tensor x = torch::cat({step.x, labeled.x});
    const Tensor f = encode_->forward({x});
    const Tensor logits = category_->forward(f);
    const Tensor classes = known_classes(f, labeled.classes);
    health_.add(classes.narrow(0, 0, step.x.size(0)), logits.narrow(0, 0, step.x.size(0)));

    const Tensor category = assay::gumbel_softmax(logits, step.noise.gumbel(logits.sizes()), options_.temperature.at(step.epoch));
    Parts parts;
    Tensor code = f;
    if (code_ != nullptr) {
      const baselines::Gaussian q = code_->forward(f);
      code = q.sample(step.noise);
      parts.code = assay::gaussian_kl(q.mean, q.log_variance).mean();
    }
    parts.reconstruction = reconstruction_error(x, decode_->forward({code, category}));
    parts.categorical = assay::categorical_kl(logits).mean();
    parts.assignment = torch::cross_entropy_loss(logits, classes);
    parts.metric = metric_loss(f, classes, labeled.classes.size(0));
    Losses out{assay::baseline_metric_embedding::total(parts, weights(step.epoch)),
               {parts.reconstruction, parts.categorical, parts.assignment, parts.metric}};
    if (parts.code.defined()) out.terms.push_back(parts.code);
    return out;
  }

  /// Of each row the class that was voted for, and of the last rows the one that was told.
  Tensor known_classes(const Tensor& f, const Tensor& told) const {
    const std::int64_t unlabeled = f.size(0) - told.size(0);
    const Tensor voted = assay::baseline_metric_embedding::assigned_classes(f.narrow(0, 0, unlabeled), f.narrow(0, unlabeled, told.size(0)), told,
                                                                            options_.neighbours);
    return torch::cat({voted, told});
  }

  Tensor reconstruction_error(const Tensor& x, const Tensor& output) const {
    const Tensor error = likelihood_.error(x, output).mean();
    const bool averaged = options_.likelihood == "gaussian" && options_.reduction == "mean";
    return averaged ? error / static_cast<double>(data_.dimensions()) : error;
  }

  Tensor metric_loss(const Tensor& f, const Tensor& classes, std::int64_t labeled) const {
    namespace metric = assay::baseline_metric_embedding;
    if (options_.metric == "centroid") return metric::centroid_loss(f, classes, labeled);
    if (options_.metric == "triplet") return metric::semi_hard_triplet_loss(f, classes, options_.margin);
    return metric::lifted_structure_loss(f, classes, options_.margin);
  }

  Weights weights(std::int64_t epoch) const {
    return {options_.reconstruction_weight, options_.code_weight, options_.categorical_weight, options_.assignment_weight,
            options_.metric_weight.at(epoch)};
  }

  void declare_more(assay::Recorder& recorder) const override {
    health_.declare(recorder);
    if (code_ == nullptr) return;
    recorder.declare("code.active_units", assay::Cadence::epoch,
                     "dimensions of z whose mean varies over the first " + std::to_string(watched_samples) + " samples (variance above 0.01)");
  }

  bool end_epoch(const Tensor& x, assay::FitContext& context, std::int64_t epoch, double /*objective*/) override {
    const double largest = health_.record(context.recorder());
    if (code_ != nullptr) context.recorder().record("code.active_units", active_units(x));
    collapsed_epochs_ = largest > options_.collapse_share ? collapsed_epochs_ + 1 : 0;
    if (collapsed_epochs_ >= options_.collapse_epochs) fail_collapsed(context.recorder(), epoch, largest);
    return false;
  }

  double active_units(const Tensor& x) {
    const Tensor watched = x.narrow(0, 0, std::min(watched_samples, x.size(0)));
    const Tensor means = assay::apply_in_batches(watched, watched_batch, [&](const Tensor& rows) { return style(rows); });
    return baselines::active_units(baselines::variance_of_means(means));
  }

  [[noreturn]] void fail_collapsed(assay::Recorder& recorder, std::int64_t epoch, double share) const {
    const std::string what = "the assignments have collapsed: " + std::to_string(share) + " of the votes of epoch " + std::to_string(epoch) +
                             " are for one class, and more than " + std::to_string(options_.collapse_share) + " for " +
                             std::to_string(collapsed_epochs_) + " epochs in a row";
    recorder.event(assay::EventLevel::error, "metric_embedding.collapsed", what);
    throw assay::TrialError({"metric_embedding.collapsed", what, {}, "for classes of very different sizes raise 'collapse_share'", {}});
  }

  void save_more(assay::StateDict& state) const override { state.put_number("collapsed_epochs", static_cast<double>(collapsed_epochs_)); }
  void restore_more(const assay::StateDict& state) override { collapsed_epochs_ = static_cast<std::int64_t>(state.get_number("collapsed_epochs")); }

  MetricEmbeddingOptions options_;
  std::shared_ptr<const assay::Encoder> encoder_;
  assay::DatasetInfo data_;
  baselines::Likelihood likelihood_;
  VoteHealth health_;
  assay::Network* encode_ = nullptr;
  assay::Network* decode_ = nullptr;
  std::shared_ptr<assay::Dense> category_;
  std::shared_ptr<baselines::GaussianHead> code_;  ///< empty where the decoder reads the features
  Tensor rows_;                                    ///< that an epoch passes over; undefined: all
  std::optional<ClassBatches> labeled_;
  std::int64_t collapsed_epochs_ = 0;  ///< in a row, up to now
};

}  // namespace

ASSAY_PLUGIN(assay::component<MetricEmbedding, MetricEmbeddingOptions>(
    "metric_embedding", "the slides' semi-supervised model: classes by vote of labeled neighbours, on features that a metric loss shapes"));
