// How messages become packets.
#pragma once
#include "message.h"

#include <map>
#include <string>

namespace astra
{

class Transport
{
  public:
    virtual ~Transport() = default;
    /// Begins to send a message, now. Its path is known.
    virtual void Send(const Message& message) = 0;
    /// What it has counted, by name.
    virtual std::map<std::string, uint64_t> Counters() const = 0;
};

/// The port at which every NPU listens.
constexpr uint16_t listeningPort = 9;

} // namespace astra
