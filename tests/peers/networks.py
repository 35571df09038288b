"""Networks, losses and latents against PyTorch's modules and distributions."""

from peers import Comparison, ask, require

require("numpy", "torch")

import numpy as np
import torch
from torch import nn
from torch.nn import functional

torch.manual_seed(3)
random = np.random.default_rng(3)
comparison = Comparison()


def tensor(answer):
    return torch.tensor(answer["values"], dtype=torch.float32).reshape(answer["shape"])


def same(what, actual, expected, relative=1e-4, absolute=1e-5):
    comparison.true(f"{what}: largest difference {(actual - expected).abs().max().item()}", torch.allclose(actual, expected, relative, absolute))


def norm(width, kind):
    return kind(width, eps=1e-3, momentum=0.01)


def dense(weights, prefix):
    layer = nn.Linear(*reversed(weights[f"{prefix}.weight"]["shape"]))
    layer.weight.data, layer.bias.data = tensor(weights[f"{prefix}.weight"]), tensor(weights[f"{prefix}.bias"])
    return layer


def mlp_stack(weights, prefix):
    """linear0, norm0, ReLU, linear1, … as far as there are weights."""
    layers, index = [], 0
    while f"{prefix}linear{index}.weight" in weights:
        if index > 0:
            layers += [norm(layers[-1].out_features, nn.BatchNorm1d), nn.ReLU()]
        layers.append(dense(weights, f"{prefix}linear{index}"))
        index += 1
    return nn.Sequential(*layers)


def conv_stack(weights, strides, transposed):
    layers = []
    for index, stride in enumerate(strides):
        weight = tensor(weights[f"block{index}.convolution.weight"])
        kind = nn.ConvTranspose2d if transposed else nn.Conv2d
        inputs, outputs = (weight.shape[0], weight.shape[1]) if transposed else (weight.shape[1], weight.shape[0])
        layer = kind(inputs, outputs, weight.shape[2], stride)
        layer.weight.data, layer.bias.data = weight, tensor(weights[f"block{index}.convolution.bias"])
        layers += [layer, norm(outputs, nn.BatchNorm2d), nn.ReLU()]
    return nn.Sequential(*layers)


class CodeSum(nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.first, self.second = dense(weights, "input.code0"), dense(weights, "input.code1")

    def forward(self, features):
        return self.first(features) + self.second(features)


def peer_of(name, answer):
    encoder, decoder = answer["encoder"], answer["decoder"]
    if name == "mlp":
        return mlp_stack(encoder, ""), nn.Sequential(CodeSum(decoder), mlp_stack(decoder, "stack."))
    side = int(name[4:])
    strides = {28: [1, 1, 2, 2, 1], 16: [1, 1, 2, 1]}[side]
    features = tensor(encoder[f"block{len(strides) - 1}.convolution.bias"]).numel()
    return (
        nn.Sequential(nn.Unflatten(1, (1, side, side)), conv_stack(encoder, strides, False), nn.Flatten()),
        nn.Sequential(CodeSum(decoder), nn.Unflatten(1, (features, 1, 1)), conv_stack(decoder, strides[::-1], True), nn.Flatten(), dense(decoder, "output")),
    )


cases = {"mlp": ([20], {"use": "mlp", "hidden": [16, 12], "features": 6}), "conv28": ([1, 28, 28], {"use": "conv28", "features": 7}), "conv16": ([1, 16, 16], {"use": "conv16", "features": 7})}
inputs = {name: torch.tensor(random.random((5, int(np.prod(shape)))), dtype=torch.float32) for name, (shape, _) in cases.items()}
questions = [{"ask": "networks", "shape": shape, "component": component, "x": inputs[name].tolist()} for name, (shape, component) in cases.items()]
for name, answer in zip(cases, ask(questions)):
    encoder, decoder = peer_of(name, answer)
    with torch.no_grad():
        for mode in ("training", "evaluation"):
            encoder.train(mode == "training")
            decoder.train(mode == "training")
            features = encoder(inputs[name])
            same(f"{name} features in {mode}", tensor(answer[f"{mode}_features"]), features)
            same(f"{name} output in {mode}", tensor(answer[f"{mode}_output"]), decoder(features), 1e-3, 1e-4)

x, output = torch.rand(6, 9), 4.0 * torch.randn(6, 9)
peers = {
    ("bce", None): lambda o: functional.binary_cross_entropy_with_logits(o, x, reduction="sum") / 6,
    ("mse", "sum_dim"): lambda o: functional.mse_loss(o, x, reduction="sum") / 6,
    ("mse", "half_sum"): lambda o: functional.mse_loss(o, x, reduction="sum") / 12,
    ("mse", "mean"): lambda o: functional.mse_loss(o, x),
}
questions = []
for use, reduction in peers:
    component = {"use": use} if reduction is None else {"use": use, "reduction": reduction}
    questions.append({"ask": "reconstruction_loss", "component": component, "x": x.tolist(), "output": output.tolist()})
for (key, peer), answer in zip(peers.items(), ask(questions)):
    leaf = output.clone().requires_grad_()
    value = peer(leaf)
    value.backward()
    comparison.near(f"{key} value", answer["value"], value.item(), 1e-5)
    same(f"{key} gradient", tensor(answer["gradient"]), leaf.grad)

gaussian, logits = torch.randn(8, 10), 3.0 * torch.randn(8, 7)
questions = [
    {"ask": "latent", "component": {"use": "gaussian", "dim": 5}, "parameters": gaussian.tolist()},
    {"ask": "latent", "component": {"use": "gumbel_softmax", "categories": 7}, "parameters": logits.tolist()},
]
of_gaussian, of_categorical = ask(questions)
leaf = gaussian.clone().requires_grad_()
posterior = torch.distributions.Normal(leaf[:, :5], (0.5 * leaf[:, 5:]).exp())
divergence = torch.distributions.kl_divergence(posterior, torch.distributions.Normal(0.0, 1.0)).sum(1)
divergence.sum().backward()
same("divergence of the Gaussian", tensor(of_gaussian["kl"]), divergence.detach())
same("gradient of the Gaussian", tensor(of_gaussian["gradient"]), leaf.grad)
leaf = logits.clone().requires_grad_()
posterior = torch.distributions.Categorical(logits=leaf)
divergence = torch.distributions.kl_divergence(posterior, torch.distributions.Categorical(logits=torch.zeros(8, 7)))
divergence.sum().backward()
same("divergence of the categorical", tensor(of_categorical["kl"]), divergence.detach())
same("gradient of the categorical", tensor(of_categorical["gradient"]), leaf.grad)
same("code of the categorical", tensor(of_categorical["code"]), torch.softmax(logits, 1))
comparison.end()
