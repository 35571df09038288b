#include "train/tensor_array.hpp"

#include <memory>
#include <utility>

#include <torch/types.h>

#include "assay/core/error.hpp"

namespace assay::train {
namespace {

record::ElementType element_type(const Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case torch::kFloat32: return record::ElementType::f32;
    case torch::kFloat64: return record::ElementType::f64;
    case torch::kInt64: return record::ElementType::i64;
    case torch::kUInt8: return record::ElementType::u8;
    default: throw InternalError("array.element-type", std::string("no array of element type ") + tensor.dtype().name().data());
  }
}

torch::ScalarType scalar_type(record::ElementType type) {
  switch (type) {
    case record::ElementType::f32: return torch::kFloat32;
    case record::ElementType::f64: return torch::kFloat64;
    case record::ElementType::i64: return torch::kInt64;
    case record::ElementType::u8: return torch::kUInt8;
  }
  throw InternalError("array.element-type", "unknown element type");
}

}  // namespace

record::Array to_array(std::string name, const Tensor& tensor) {
  Tensor plain = tensor.detach().to(torch::kCPU).contiguous();
  if (plain.scalar_type() == torch::kBool) plain = plain.to(torch::kUInt8);
  auto owner = std::make_shared<const Tensor>(plain);
  record::Array array;
  array.name = std::move(name);
  array.type = element_type(plain);
  array.shape = plain.sizes().vec();
  array.data = plain.data_ptr();
  array.owner = owner;
  return array;
}

Tensor to_tensor(const record::Array& array) {
  void* data = const_cast<void*>(array.data);  // from_blob takes no const; the copy below is all that reads it
  return torch::from_blob(data, array.shape, torch::TensorOptions().dtype(scalar_type(array.type))).clone();
}

}  // namespace assay::train
