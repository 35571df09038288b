// Answers questions about projections, one JSON object per line, so that the peers can check them. "file": a matrix of 64-bit floats, row-major.

#include <fstream>
#include <string>
#include <vector>

#include "answers.hpp"
#include "report/projection/neighbours.hpp"
#include "report/projection/pca.hpp"
#include "report/projection/tsne.hpp"

namespace {

using assay::Value;
using namespace assay::report;

Rows read_rows(const Value& question, const std::string& key) {
  Rows rows = make_rows(static_cast<std::size_t>(question.at("count").integer()), static_cast<std::size_t>(question.at(key + "_width").integer()));
  std::ifstream file(question.at(key).string(), std::ios::binary);
  file.read(reinterpret_cast<char*>(rows.values.data()), static_cast<std::streamsize>(rows.values.size() * sizeof(double)));
  if (!file) throw std::runtime_error("the file is too short");
  return rows;
}

Value list(const std::vector<double>& values) { return Value::Array(values.begin(), values.end()); }

Value answer(const Value& question) {
  const std::string& ask = question.at("ask").string();
  const Rows x = read_rows(question, "x");
  if (ask == "pca") {
    const Pca pca = principal_components(x, static_cast<std::size_t>(question.at("components").integer()));
    return Value::Table{{"scores", list(pca.scores.values)}, {"variances", list(pca.variances)}, {"total", pca.total_variance}};
  }
  if (ask == "trustworthiness") return trustworthiness(x, read_rows(question, "y"), static_cast<std::size_t>(question.at("k").integer()));
  if (ask == "divergence") return tsne_divergence(tsne_affinities(x, question.at("perplexity").real()), read_rows(question, "y"));
  TsneOptions options;
  options.perplexity = question.at("perplexity").real();
  return list(tsne(x, options).values);
}

}  // namespace

int main() { return answer_lines("projection_probe", answer); }
