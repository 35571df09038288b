#pragma once

#include "assay/abi/export.hpp"

namespace assay {
inline namespace abi_1 {

/// Common base of everything a plugin provides.
class ASSAY_EXPORT Component {
 public:
  Component(const Component&) = delete;
  Component& operator=(const Component&) = delete;
  virtual ~Component();

 protected:
  Component() = default;
};

}  // namespace abi_1
}  // namespace assay
