#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sitewatch {

// What stories about mails and duties are told with.
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

}  // namespace sitewatch
