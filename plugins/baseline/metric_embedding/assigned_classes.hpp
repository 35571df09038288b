#pragma once

#include <cstdint>

#include <assay/plugin.hpp>

namespace assay::baseline_metric_embedding {

/// The class that most of the `neighbours` nearest among `labeled` [n, F] have, whose `classes` int64 [n] are known, for each of `features` [M, F].
/// Of classes with equally many votes the smallest wins; of labeled samples at equal distance the earlier votes; all vote where there are fewer
/// than `neighbours`. int64 [M], which no gradient passes through.
Tensor assigned_classes(const Tensor& features, const Tensor& labeled, const Tensor& classes, std::int64_t neighbours);

}  // namespace assay::baseline_metric_embedding
