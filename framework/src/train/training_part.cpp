#include "train/training_part.hpp"

#include <torch/types.h>

namespace assay::train {
namespace {

Tensor choose(const Tensor& x, const Tensor& rows) {
  const auto first = rows[0].item<std::int64_t>();
  const auto last = rows[-1].item<std::int64_t>();
  if (last - first + 1 == rows.size(0)) return x.narrow(0, first, rows.size(0));
  return x.index_select(0, rows.to(x.device()));
}

}  // namespace

TrainingPart::TrainingPart(const Tensor& split) : rows_(split.eq(0).nonzero().squeeze(1)), others_(split.ne(0).nonzero().squeeze(1)) {}

Tensor TrainingPart::of(const Tensor& x) const { return is_everything() ? x : choose(x, rows_); }

Tensor TrainingPart::others_of(const Tensor& x) const { return choose(x, others_); }

Tensor TrainingPart::positions_of(const Tensor& rows) const { return is_everything() ? rows : torch::searchsorted(rows_, rows); }

Tensor TrainingPart::joined(const Tensor& part, const Tensor& others) const {
  return torch::cat({part, others}).index_select(0, torch::cat({rows_, others_}).argsort().to(part.device()));
}

}  // namespace assay::train
