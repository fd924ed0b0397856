// A message under way, and the tag by which its packets are known.
#pragma once
#include <ns3/tag.h>

#include <cstdint>
#include <ostream>

namespace astra
{

struct Message
{
    uint64_t number;
    uint32_t source;
    uint32_t destination;
    uint64_t bytes;
};

/// Travels with a packet and takes no room on the wire.
class MessageTag : public ns3::Tag
{
  public:
    MessageTag() = default;

    explicit MessageTag(const Message& message)
        : number(message.number),
          source(message.source)
    {
    }

    static ns3::TypeId GetTypeId()
    {
        static ns3::TypeId id =
            ns3::TypeId("astra::MessageTag").SetParent<ns3::Tag>().AddConstructor<MessageTag>();
        return id;
    }

    ns3::TypeId GetInstanceTypeId() const override
    {
        return GetTypeId();
    }

    uint32_t GetSerializedSize() const override
    {
        return 12;
    }

    void Serialize(ns3::TagBuffer buffer) const override
    {
        buffer.WriteU64(number);
        buffer.WriteU32(source);
    }

    void Deserialize(ns3::TagBuffer buffer) override
    {
        number = buffer.ReadU64();
        source = buffer.ReadU32();
    }

    void Print(std::ostream& stream) const override
    {
        stream << "message " << number;
    }

    uint64_t number = 0;
    uint32_t source = 0;
};

} // namespace astra
