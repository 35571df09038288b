// Answers questions about the statistics, one JSON object per line, so that the peers can check them.

#include <string>
#include <vector>

#include "answers.hpp"
#include "assay/core/error.hpp"
#include "report/inference/bootstrap.hpp"
#include "report/inference/effect_size.hpp"
#include "report/inference/friedman.hpp"
#include "report/inference/holm.hpp"
#include "report/inference/studentized_range.hpp"
#include "report/inference/wilcoxon.hpp"

namespace {

using assay::Value;
using namespace assay::report;

std::vector<double> numbers(const Value& value) {
  std::vector<double> result;
  result.reserve(value.array().size());
  for (const auto& number : value.array()) result.push_back(number.real());
  return result;
}

Value list(const std::vector<double>& values) { return Value::Array(values.begin(), values.end()); }

std::size_t size(const Value& value) { return static_cast<std::size_t>(value.integer()); }

Value answer_wilcoxon(const Value& question) {
  const std::string& method = question.at("method").string();
  const auto result = wilcoxon(numbers(question.at("differences")), method == "exact"    ? WilcoxonMethod::exact
                                                                    : method == "normal" ? WilcoxonMethod::normal
                                                                                         : WilcoxonMethod::automatic);
  Value answer;
  answer["positive"] = result.positive;
  answer["negative"] = result.negative;
  answer["p"] = result.p;
  return answer;
}

Value answer_friedman(const Value& question) {
  std::vector<std::vector<double>> blocks;
  for (const auto& block : question.at("values").array()) blocks.push_back(numbers(block));
  const auto result = friedman(blocks);
  Value answer;
  answer["mean_ranks"] = list(result.mean_ranks);
  answer["chi_squared"] = result.chi_squared;
  answer["chi_squared_p"] = result.chi_squared_p;
  answer["f"] = result.f;
  answer["f_p"] = result.f_p;
  return answer;
}

Value answer_bootstrap(const Value& question) {
  const auto sample = numbers(question.at("sample"));
  const auto draws = bootstrap_draws(sample.size(), size(question.at("resamples")), question.at("name").string());
  const auto interval = bootstrap_interval(sample, draws, question.at("confidence").real());
  Value::Array positions;
  positions.reserve(draws.size());
  for (const std::size_t draw : draws) positions.emplace_back(static_cast<std::int64_t>(draw));
  Value answer;
  answer["draws"] = std::move(positions);
  answer["low"] = interval.low;
  answer["high"] = interval.high;
  return answer;
}

Value answer_effects(const Value& question) {
  const auto a = numbers(question.at("a"));
  const auto b = numbers(question.at("b"));
  std::vector<double> differences;
  differences.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  Value answer;
  answer["rank_biserial"] = rank_biserial(differences);
  answer["cohens_dz"] = cohens_dz(differences);
  answer["vargha_delaney"] = vargha_delaney(a, b);
  return answer;
}

Value answer(const Value& question) {
  const std::string& ask = question.at("ask").string();
  if (ask == "wilcoxon") return answer_wilcoxon(question);
  if (ask == "friedman") return answer_friedman(question);
  if (ask == "bootstrap") return answer_bootstrap(question);
  if (ask == "effects") return answer_effects(question);
  if (ask == "holm") return list(holm(numbers(question.at("p"))));
  const std::size_t groups = size(question.at("groups"));
  if (ask == "range_upper") return studentized_range_upper(question.at("q").real(), groups);
  return studentized_range_quantile(question.at("alpha").real(), groups);
}

}  // namespace

int main() { return answer_lines("statistics_probe", answer); }
