#include <set>

#include "contract.hpp"

using namespace contract;
using assay::LatentFamily;

namespace {

constexpr std::int64_t batch = 5;

Tensor samples(const assay::DatasetInfo& data, std::int64_t count = batch) { return stream(2).uniform({count, data.dimensions()}); }

/// Whether every parameter of the network got a finite gradient from `output`.
void check_gradients(const assay::Network& network, const Tensor& output) {
  output.square().sum().backward();
  std::set<std::string> names;
  for (const auto& entry : network.parameters()) {
    CAPTURE(entry.first);
    CHECK(names.insert(entry.first).second);
    CHECK(finite(entry.second.grad()));
  }
  CHECK_FALSE(names.empty());
}

void check_encoder(const assay::Encoder& encoder, const assay::DatasetInfo& data) {
  const Tensor x = samples(data);
  assay::Stream init = stream();
  assay::Stream same_init = stream();
  const auto network = encoder.make_encoder(data, init);
  const auto twin = encoder.make_encoder(data, same_init);
  network->set_training(true);
  twin->set_training(true);
  const Tensor features = network->forward({x});
  CHECK(features.sizes() == at::IntArrayRef({batch, encoder.features()}));
  CHECK(torch::equal(features, twin->forward({x})));
  check_gradients(*network, features);
  network->set_training(false);
  const Tensor alone = network->forward({x.narrow(0, 2, 1)});
  CHECK(torch::allclose(alone, network->forward({x}).narrow(0, 2, 1), 1e-4, 1e-5));

  const auto decoder = encoder.make_decoder(data, {3, 2}, init);
  decoder->set_training(true);
  const Tensor output = decoder->forward({stream(4).normal({batch, 3}), stream(5).normal({batch, 2})});
  CHECK(output.sizes() == x.sizes());
  CHECK(finite(output));
  check_gradients(*decoder, output);
}

/// Width of the parameters that a latent reads; one without a head takes features of any width.
std::int64_t parameter_width(const assay::Latent& latent) { return latent.parameter_width() == 0 ? 7 : latent.parameter_width(); }
std::int64_t code_width(const assay::Latent& latent) { return latent.width() == 0 ? 7 : latent.width(); }

assay::host::Owned<assay::Latent> latent_of(LatentFamily family) {
  assay::host::Owned<assay::Latent> found;
  for_each("latent", [&](const assay::CatalogEntry& /*entry*/, const Value& table) {
    auto latent = create<assay::Latent>(table, info_of({6}));
    if (latent->family() == family) found = std::move(latent);
  });
  return found;
}

}  // namespace

TEST_CASE("every encoder and its decoder fit the data or say why not") {
  for_each("encoder", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    int fitting = 0;
    for (const auto& data : {info_of({1, 28, 28}), info_of({1, 16, 16}), info_of({6})}) {
      assay::host::Owned<assay::Encoder> encoder;
      try {
        encoder = create<assay::Encoder>(table, data);
        assay::Stream init = stream();
        (void)encoder->make_encoder(data, init);
      } catch (const assay::SpecError&) {
        continue;
      }
      ++fitting;
      check_encoder(*encoder, data);
    }
    CHECK(fitting > 0);
  });
}

TEST_CASE("every latent has the shapes it announces and draws the same sample from the same noise") {
  for_each("latent", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const auto latent = create<assay::Latent>(table, info_of({6}));
    const Tensor parameters = stream(6).normal({batch, parameter_width(*latent)});
    assay::Stream noise = stream();
    assay::Stream same_noise = stream();
    const Tensor sample = latent->sample(parameters, 1, noise);
    CHECK(sample.sizes() == at::IntArrayRef({batch, code_width(*latent)}));
    CHECK(torch::equal(sample, latent->sample(parameters, 1, same_noise)));
    const Tensor code = latent->code(parameters);
    CHECK(code.sizes() == sample.sizes());
    if (latent->family() == LatentFamily::categorical) {
      CHECK(torch::allclose(code.sum(1), torch::ones({batch})));
      CHECK(torch::allclose(sample.sum(1), torch::ones({batch})));
    }
    const Tensor kl = latent->kl(parameters);
    CHECK(kl.sizes() == at::IntArrayRef({batch}));
    CHECK(kl.min().item<double>() >= -1e-6);
    try {
      const Tensor prior = latent->prior(4, noise);
      CHECK(prior.sizes() == at::IntArrayRef({4, code_width(*latent)}));
    } catch (const assay::TrialError& error) {
      CHECK(error.code() == "latent.no-prior");
    }
  });
}

TEST_CASE("every latent stays finite with extreme parameters") {
  for_each("latent", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const auto latent = create<assay::Latent>(table, info_of({6}));
    for (const double scale : {1e-6, 1.0, 60.0}) {
      CAPTURE(scale);
      const Tensor parameters = (scale * stream(6).normal({batch, parameter_width(*latent)})).requires_grad_();
      assay::Stream noise = stream();
      (latent->sample(parameters, 1, noise).sum() + latent->kl(parameters).sum()).backward();
      CHECK(finite(parameters.grad()));
    }
  });
}

TEST_CASE("every loss is a finite number with finite gradients that does not depend on the order of the batch") {
  for_each("loss", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const auto loss = create<assay::Loss>(table, info_of({6}));
    const auto* reconstruction = dynamic_cast<const assay::ReconstructionLoss*>(loss.get());
    const auto* of_latent = dynamic_cast<const assay::LatentLoss*>(loss.get());
    REQUIRE((reconstruction != nullptr) != (of_latent != nullptr));
    const Tensor order = torch::tensor({3, 1, 4, 0, 2}, torch::kInt64);
    const auto latent = of_latent != nullptr ? latent_of(of_latent->family()) : nullptr;
    const std::int64_t width = latent ? parameter_width(*latent) : 6;
    const Tensor x = stream(2).uniform({batch, 6});
    const Tensor input = stream(7).normal({batch, width}).requires_grad_();
    const auto value = [&](const Tensor& rows, const Tensor& data) {
      return reconstruction != nullptr ? reconstruction->value(data, rows) : of_latent->value(*latent, rows);
    };
    const Tensor total = value(input, x);
    CHECK(total.dim() == 0);
    CHECK(finite(total));
    total.backward();
    CHECK(finite(input.grad()));
    const Tensor shuffled = value(input.detach().index_select(0, order), x.index_select(0, order));
    CHECK(shuffled.item<double>() == doctest::Approx(total.item<double>()).epsilon(1e-5));
  });
}
