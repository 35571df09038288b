#include "vote_health.hpp"

#include <string>

#include <torch/types.h>
#include <torch/utils.h>

namespace assay::baseline_metric_embedding {
namespace {

std::string of_class(std::int64_t k) { return "votes.class_" + std::to_string(k); }

}  // namespace

void VoteHealth::declare(Recorder& recorder) const {
  for (std::int64_t k = 0; k < classes_; ++k) {
    recorder.declare(of_class(k), Cadence::epoch, "share of the unlabeled samples that the votes put into class " + std::to_string(k));
  }
  recorder.declare("votes.largest_share", Cadence::epoch, "share of the unlabeled samples in the class with the most votes; 1: a collapse");
  recorder.declare("votes.agreement", Cadence::epoch, "share of the unlabeled samples whose most probable class is the voted one, in training mode");
  recorder.declare("votes.confidence", Cadence::epoch, "largest class probability, mean over the unlabeled samples, in training mode");
}

void VoteHealth::add(const Tensor& voted, const Tensor& logits) {
  const torch::NoGradGuard no_grad;
  const auto [confidence, most_probable] = torch::softmax(logits, 1).max(1);
  const Tensor votes = torch::one_hot(voted, classes_).sum(0).to(torch::kFloat64);
  const Tensor agreements = most_probable.eq(voted).sum().to(torch::kFloat64);
  const Tensor sums = torch::cat({votes, torch::stack({agreements, confidence.sum(torch::kFloat64)})});
  sums_ = sums_.defined() ? sums_ + sums : sums;
}

double VoteHealth::record(Recorder& recorder) const {
  const Tensor sums = sums_.to(torch::kCPU);
  const Tensor votes = sums.narrow(0, 0, classes_);
  const Tensor shares = sums / votes.sum();
  for (std::int64_t k = 0; k < classes_; ++k) recorder.record(of_class(k), shares[k].item<double>());
  const auto largest = shares.narrow(0, 0, classes_).max().item<double>();
  recorder.record("votes.largest_share", largest);
  recorder.record("votes.agreement", shares[classes_].item<double>());
  recorder.record("votes.confidence", shares[classes_ + 1].item<double>());
  return largest;
}

}  // namespace assay::baseline_metric_embedding
