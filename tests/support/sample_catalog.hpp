#pragma once

#include <string>
#include <vector>

#include "assay/options/field.hpp"
#include "base/catalog.hpp"

namespace test_support {
namespace sample_detail {

struct Glyphs {
  std::int64_t count = 10000;
  std::int64_t size = 28;
  double slant = 0.3;

  static constexpr auto fields = assay::fields(assay::field("count", &Glyphs::count, "images").in(10, 1e6),
                                               assay::field("size", &Glyphs::size, "side of an image; unit pixel").in(8, 128),
                                               assay::field("slant", &Glyphs::slant, "largest slant; unit rad").in(0.0, 1.0));
};

struct Mlp {
  std::vector<std::int64_t> hidden{500, 500};
  std::int64_t features = 150;
  std::string activation = "relu";

  static constexpr auto fields = assay::fields(assay::field("hidden", &Mlp::hidden, "widths of the hidden layers").in(1, 1e5),
                                               assay::field("features", &Mlp::features, "width of the features").in(1, 1e5),
                                               assay::field("activation", &Mlp::activation, "after each hidden layer").one_of("relu", "elu", "tanh"));
};

struct Gaussian {
  std::int64_t dim = 100;
  double logvar_bound = 10.0;

  static constexpr auto fields = assay::fields(assay::field("dim", &Gaussian::dim, "width of the code").in(1, 4096),
                                               assay::field("logvar_bound", &Gaussian::logvar_bound, "clamp of the log-variance").in(1.0, 30.0),
                                               assay::removed("sigma_min", "use logvar_bound = -2*ln(sigma_min)"));
};

struct GumbelSoftmax {
  std::int64_t categories = 10;
  assay::Schedule temperature = assay::Schedule::exponential(1.0, 0.5, 0.00693);
  std::string estimator = "soft";

  static constexpr auto fields =
      assay::fields(assay::field("categories", &GumbelSoftmax::categories, "clusters K").in(2, 4096).derivable("classes"),
                    assay::field("temperature", &GumbelSoftmax::temperature, "of the relaxation, per epoch").above(0.0),
                    assay::field("estimator", &GumbelSoftmax::estimator, "gradient of the sample").one_of("soft", "straight_through"));
};

struct Mse {
  std::string reduction = "sum_dim";

  static constexpr auto fields =
      assay::fields(assay::field("reduction", &Mse::reduction, "over the dimensions").one_of("sum_dim", "half_sum", "mean"));
};

struct Kmeans {
  std::int64_t clusters = 10;
  std::int64_t n_init = 20;

  static constexpr auto fields = assay::fields(assay::field("clusters", &Kmeans::clusters, "centres K").in(1, 4096).derivable("classes"),
                                               assay::field("n_init", &Kmeans::n_init, "restarts").in(1, 1000));
};

struct Autoencoder {
  std::int64_t epochs = 50;

  static constexpr auto fields = assay::fields(assay::field("epochs", &Autoencoder::epochs, "passes over the data").in(1, 1e6));
  static constexpr auto needs = assay::needs(assay::need("encoder", "the network to train"));
};

struct Dec {
  double lr = 0.01;

  static constexpr auto fields = assay::fields(assay::field("lr", &Dec::lr, "learning rate").above(0.0));
  static constexpr auto needs = assay::needs(assay::need("encoder", "the network to refine"), assay::need("stage.pretrain", "an autoencoder"),
                                             assay::need("stage.init", "k-means on its codes"));
};

struct Files {
  std::string images;

  static constexpr auto fields = assay::fields(assay::field("images", &Files::images, "file of the images").required());
};

template <class Options>
assay::CatalogEntry entry(const char* kind, const char* name, const char* summary) {
  return {kind, name, summary, "0.1.0", std::string("plugins/") + kind + '/' + name + ".so", "", assay::schema_of<Options>()};
}

}  // namespace sample_detail

/// A catalogue like the one that the host describes, made by hand; one library is refused ("encoder/resnet.so").
inline assay::Catalog sample_catalog() {
  using namespace sample_detail;
  using assay::NoOptions;
  assay::Catalog catalog;
  catalog.entries = {entry<Glyphs>("dataset", "glyphs", "drawn digits"),
                     entry<Files>("dataset", "idx", "images from IDX files"),
                     entry<Mlp>("encoder", "mlp", "fully connected layers"),
                     entry<Gaussian>("latent", "gaussian", "diagonal Gaussian"),
                     entry<GumbelSoftmax>("latent", "gumbel_softmax", "relaxed categorical"),
                     entry<NoOptions>("loss", "bce", "Bernoulli cross-entropy"),
                     entry<Mse>("loss", "mse", "squared error"),
                     entry<NoOptions>("loss", "gaussian_kl", "KL of a Gaussian latent"),
                     entry<NoOptions>("loss", "categorical_kl", "KL of a categorical latent"),
                     entry<Autoencoder>("baseline", "autoencoder", "an autoencoder"),
                     entry<Dec>("baseline", "dec", "deep embedded clustering"),
                     entry<Kmeans>("baseline", "kmeans", "Lloyd's algorithm with k-means++"),
                     entry<NoOptions>("metric", "acc", "accuracy under the best assignment"),
                     entry<NoOptions>("metric", "nmi", "normalised mutual information"),
                     entry<NoOptions>("metric", "ari", "adjusted Rand index")};
  catalog.rejected = {
      {"plugins/encoder/resnet.so", "plugin.stamp-mismatch", "built with another toolchain", {"torch: 2.1.0 here, 1.13.1 in the host"}}};
  return catalog;
}

}  // namespace test_support
