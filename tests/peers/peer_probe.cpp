// peer_probe PLUGINS < questions > answers: one JSON question per line, one JSON answer per line.

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <ATen/Parallel.h>

#include "assay/plugin.hpp"
#include "base/json.hpp"
#include "host/registry.hpp"
#include "support/fake_fit_context.hpp"

namespace {

using assay::Tensor;
using assay::Value;
using assay::host::Registry;

std::vector<double> numbers_of(const Value& list) {
  std::vector<double> out;
  for (const Value& item : list.array()) out.push_back(item.real());
  return out;
}

Tensor matrix(const Value& rows) {
  std::vector<Tensor> out;
  for (const Value& row : rows.array()) out.push_back(torch::tensor(numbers_of(row), torch::kFloat64));
  return torch::stack(out).to(torch::kFloat32);
}

Tensor integers(const Value& list) { return torch::tensor(numbers_of(list), torch::kFloat64).to(torch::kInt64); }

Value list_of(const std::vector<double>& numbers) { return Value::Array(numbers.begin(), numbers.end()); }

/// {shape, values}: the shape of the tensor and its numbers in order.
Value to_value(const Tensor& tensor) {
  const Tensor flat = tensor.detach().to(torch::kFloat64).contiguous().view(-1);
  Value::Array shape;
  for (const std::int64_t size : tensor.sizes()) shape.emplace_back(size);
  return Value(Value::Table{{"shape", Value(shape)}, {"values", list_of({flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()})}});
}

Value to_value(const assay::NamedTensors& tensors) {
  Value::Table table;
  for (const auto& [name, tensor] : tensors) table.emplace(name, to_value(tensor));
  return table;
}

assay::BuildContext no_data() { return assay::BuildContext(assay::DatasetInfo{}); }

Value metric(const Registry& registry, const Value& question) {
  assay::BuildContext context = no_data();
  const auto component = registry.create<assay::Metric>(question.at("component"), context);
  assay::MetricInputs inputs;
  if (const Value* assignments = question.find("assignments")) {
    inputs.assignments = integers(*assignments);
    inputs.clusters = inputs.assignments.max().item<std::int64_t>() + 1;
  }
  if (const Value* labels = question.find("labels")) inputs.labels = integers(*labels);
  if (const Value* split = question.find("split")) inputs.split = integers(*split).to(torch::kUInt8);
  if (const Value* features = question.find("features")) inputs.features = matrix(*features);
  const std::vector<double> values = component->evaluate(inputs);
  Value::Table answer;
  const auto outputs = component->outputs();
  for (std::size_t i = 0; i < outputs.size(); ++i) answer.emplace(outputs[i].name, Value(values.at(i)));
  return answer;
}

/// What the trained model saves, and "assigned": the cluster of each sample.
Value baseline(const Registry& registry, const Value& question) {
  assay::BuildContext context = no_data();
  const auto component = registry.create<assay::Baseline>(question.at("component"), context);
  test_support::FakeFitContext fit(static_cast<std::uint64_t>(question.at("seed").integer()));
  const Tensor x = matrix(question.at("x"));
  component->fit(x, fit);
  assay::StateDict state;
  component->save(state);
  if (auto* assigns = dynamic_cast<assay::Assigns*>(component.get())) state.put("assigned", assigns->responsibilities(x).argmax(1));
  return to_value(state.tensors());
}

/// [rows, columns] float32, as the file holds them: native byte order, no header.
Tensor matrix_of_file(const Value& question) {
  const std::vector<std::int64_t> shape = {question.at("rows").integer(), question.at("columns").integer()};
  Tensor out = torch::empty(shape, torch::kFloat32);
  std::ifstream file(question.at("file").string(), std::ios::binary);
  if (!file.read(static_cast<char*>(out.data_ptr()), out.numel() * static_cast<std::int64_t>(sizeof(float))))
    throw std::runtime_error("the file is too short");
  return out;
}

/// CPU seconds of one fit with one thread, and the single numbers in the state that it saves.
Value timed_fit(const Registry& registry, const Value& question) {
  at::set_num_threads(1);
  assay::BuildContext context = no_data();
  const auto component = registry.create<assay::Baseline>(question.at("component"), context);
  test_support::FakeFitContext fit(static_cast<std::uint64_t>(question.at("seed").integer()));
  const Tensor x = matrix_of_file(question);
  const std::clock_t begin = std::clock();
  component->fit(x, fit);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  assay::StateDict state;
  component->save(state);
  Value::Table scalars{{"seconds", Value(seconds)}};
  for (const auto& [name, tensor] : state.tensors()) {
    if (tensor.numel() == 1) scalars.emplace(name, Value(tensor.item<double>()));
  }
  return {std::move(scalars)};
}

Value reconstruction_loss(const Registry& registry, const Value& question) {
  assay::BuildContext context = no_data();
  const auto component = registry.create<assay::Loss>(question.at("component"), context);
  const Tensor output = matrix(question.at("output")).requires_grad_();
  const Tensor value = dynamic_cast<const assay::ReconstructionLoss&>(*component).value(matrix(question.at("x")), output);
  value.backward();
  return Value(Value::Table{{"value", Value(value.item<double>())}, {"gradient", to_value(output.grad())}});
}

Value latent(const Registry& registry, const Value& question) {
  assay::BuildContext context = no_data();
  const auto component = registry.create<assay::Latent>(question.at("component"), context);
  const Tensor parameters = matrix(question.at("parameters")).requires_grad_();
  const Tensor kl = component->kl(parameters);
  kl.sum().backward();
  return Value(Value::Table{{"kl", to_value(kl)}, {"gradient", to_value(parameters.grad())}, {"code", to_value(component->code(parameters))}});
}

/// Everything that a data set in the folder `root` says and holds.
Value dataset(const Registry& registry, const Value& question) {
  assay::BuildContext context({}, {question.at("root").string()});
  const auto component = registry.create<assay::Dataset>(question.at("component"), context);
  const auto info = component->info();
  const auto contents = component->load();
  Value::Table answer{{"shape", Value(Value::Array(info.shape.begin(), info.shape.end()))},
                      {"classes", info.classes},
                      {"x", to_value(contents.x)},
                      {"split", to_value(contents.split)}};
  if (contents.labels.defined()) answer.emplace("labels", to_value(contents.labels));
  return {std::move(answer)};
}

/// Encoder and decoder around the code [x̂, x̂]: one training step's output, then one of evaluation, with all weights.
Value networks(const Registry& registry, const Value& question) {
  assay::DatasetInfo data;
  for (const double size : numbers_of(question.at("shape"))) data.shape.push_back(static_cast<std::int64_t>(size));
  assay::BuildContext context(data);
  const auto component = registry.create<assay::Encoder>(question.at("component"), context);
  assay::Stream init(1, c10::Device(c10::DeviceType::CPU));
  const auto encoder = component->make_encoder(data, init);
  const auto decoder = component->make_decoder(data, {component->features(), component->features()}, init);
  const Tensor x = matrix(question.at("x"));
  Value::Table answer{{"encoder", to_value(encoder->parameters())}, {"decoder", to_value(decoder->parameters())}};
  for (const bool training : {true, false}) {
    encoder->set_training(training);
    decoder->set_training(training);
    const Tensor features = encoder->forward({x});
    const std::string mode = training ? "training" : "evaluation";
    answer.emplace(mode + "_features", to_value(features));
    answer.emplace(mode + "_output", to_value(decoder->forward({features, features})));
  }
  return answer;
}

Value answer(const Registry& registry, const Value& question) {
  static const std::map<std::string, Value (*)(const Registry&, const Value&)> operations = {
      {"metric", metric}, {"baseline", baseline}, {"timed_fit", timed_fit}, {"dataset", dataset}, {"reconstruction_loss", reconstruction_loss},
      {"latent", latent}, {"networks", networks}};
  return operations.at(question.at("ask").string())(registry, question);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: peer_probe PLUGINS < questions\n", stderr);
    return 2;
  }
  try {
    Registry registry;
    registry.load({argv[1]});
    std::string line;
    while (std::getline(std::cin, line)) std::cout << assay::to_json(answer(registry, assay::parse_json(line))) << '\n';
  } catch (const std::exception& error) {
    std::fprintf(stderr, "peer_probe: %s\n", error.what());
    return 1;
  }
  return 0;
}
