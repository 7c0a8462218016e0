#pragma once

#include <optional>
#include <string>

#include "config/mistakes.h"

namespace sitewatch {

/// A file of the operator as UTF-8 without a byte order mark; it may have been written in GBK.
struct SourceFile {
  const std::string* path = nullptr;
  std::string text;
};

/// Nothing, and a mistake, if the file cannot be read, is larger than 64 MiB, or is neither UTF-8 nor GBK.
/// `named_at` and `named_as` say where the operator named it.
std::optional<SourceFile> read_source(const std::string& path, Mistakes& mistakes, Position named_at,
                                      const std::string& named_as);

/// `path` as it is meant in a file that lies beside `beside`.
std::string beside(const std::string& beside, std::string_view path);

/// Why a file cannot be read; nothing if it can.
std::optional<std::string> unreadable(const std::string& path);

}  // namespace sitewatch
