#include "base/sha256.hpp"

#include <array>
#include <fstream>
#include <vector>

#include <openssl/evp.h>

#include "assay/core/error.hpp"

namespace assay {

struct Sha256::Implementation {
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  Implementation() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  ~Implementation() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : implementation_(std::make_unique<Implementation>()) {}
Sha256::~Sha256() = default;

void Sha256::update(const void* data, std::size_t size) { EVP_DigestUpdate(implementation_->context, data, size); }

std::string Sha256::hex() {
  std::array<unsigned char, 32> digest{};
  EVP_DigestFinal_ex(implementation_->context, digest.data(), nullptr);
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

std::string sha256_hex(std::string_view text) {
  Sha256 hash;
  hash.update(text.data(), text.size());
  return hash.hex();
}

std::string sha256_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  Sha256 hash;
  std::vector<char> buffer(std::size_t{1} << 20U);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.update(buffer.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (!in.eof()) throw DataError("data.unreadable", "cannot read '" + path.string() + "'");
  return hash.hex();
}

}  // namespace assay
