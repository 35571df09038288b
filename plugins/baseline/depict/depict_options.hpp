#pragma once

#include <cstdint>
#include <string>

#include <assay/plugin.hpp>

namespace depict {

struct DepictOptions {
  std::int64_t clusters = 10;
  std::int64_t maps = 50;
  double dropout = 0.1;
  double input_weight = 1.0;
  double first_weight = 0.1;
  double second_weight = 0.1;
  std::int64_t batch = 100;
  double lr = 1e-4;
  double validation = 0.1;
  std::int64_t autoencoder_epochs = 4000;
  std::int64_t patience = 100;
  std::string initial_clusters = "kmeans";
  std::int64_t n_init = 40;
  std::int64_t label_epochs = 1000;
  std::int64_t label_patience = 5;
  std::int64_t joint_epochs = 4000;
  std::string target = "square";
  double tolerance = 1e-7;

  static constexpr auto fields = assay::fields(
      assay::field("clusters", &DepictOptions::clusters, "number of clusters K, which is also the width of the code")
          .in(2, 65536)
          .derivable("classes"),
      assay::field("maps", &DepictOptions::maps, "channels of both convolutions").in(1, 65536),
      assay::field("dropout", &DepictOptions::dropout, "share of the pixels and of the first convolution's activations that the noisy path drops")
          .in(0.0, 0.95),
      assay::field("input_weight", &DepictOptions::input_weight, "λ_0, factor of the mean squared error of the image").at_least(0.0),
      assay::field("first_weight", &DepictOptions::first_weight,
                   "λ_1, factor of the mean squared error of the first convolution's clean activations; the paper weighs all layers alike")
          .at_least(0.0),
      assay::field("second_weight", &DepictOptions::second_weight, "λ_2, the same of the second convolution").at_least(0.0),
      assay::field("batch", &DepictOptions::batch, "samples per step; the last batch of an epoch may be smaller").in(1, 1000000),
      assay::field("lr", &DepictOptions::lr, "learning rate of Adam, which starts anew in every phase").above(0.0),
      assay::field("validation", &DepictOptions::validation,
                   "share of the samples that the first two phases do not train on and are stopped by; drawn at random, without labels (the authors' "
                   "code draws it from each true class alike, which is not offered)")
          .in(0.001, 0.9),
      assay::field("autoencoder_epochs", &DepictOptions::autoencoder_epochs, "most epochs of the first phase, which trains the autoencoder alone")
          .in(1, 1000000),
      assay::field("patience", &DepictOptions::patience,
                   "the first phase ends when the clean reconstruction of the validation samples has had no new low for this many epochs, with the "
                   "weights of the lowest")
          .in(1, 1000000),
      assay::field("initial_clusters", &DepictOptions::initial_clusters,
                   "how the codes are clustered after the first phase; ac_pic: agglomerative clustering via path integrals (Zhang et al. 2013), with "
                   "which the authors begin on USPS")
          .one_of("kmeans", "ac_pic"),
      assay::field("n_init", &DepictOptions::n_init, "restarts of initial_clusters = \"kmeans\", of which the one of lowest inertia is kept")
          .in(1, 100000),
      assay::field("label_epochs", &DepictOptions::label_epochs, "most epochs of the second phase, which learns these clusters").in(1, 1000000),
      assay::field(
          "label_patience", &DepictOptions::label_patience,
          "the second phase ends when the mutual information of its clusters with the initial ones, on the validation samples, has had no new "
          "high for this many epochs, with the weights of the highest, which may be those before the first epoch")
          .in(1, 1000000),
      assay::field("joint_epochs", &DepictOptions::joint_epochs, "most epochs of the third phase, which trains towards its own sharpened clusters")
          .in(1, 1000000),
      assay::field("target", &DepictOptions::target,
                   "what the third phase trains towards, f_k being the sum of p_ik over all samples; square: p² / f, as in the authors' code; sqrt: "
                   "p / √f, as in the paper")
          .one_of("square", "sqrt"),
      assay::field("tolerance", &DepictOptions::tolerance, "the third phase ends when the mean squared change of the targets in an epoch is smaller")
          .at_least(0.0));
};

}  // namespace depict
