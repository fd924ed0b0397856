// Routing by paths that are told per pair of NPUs. ns-3's own protocols know one shortest route, or draw one per packet; here whoever tells the paths chooses.
#pragma once
#include "link.h"

#include <ns3/fatal-error.h>
#include <ns3/ipv4-header.h>
#include <ns3/ipv4-routing-protocol.h>
#include <ns3/ipv4.h>
#include <ns3/output-stream-wrapper.h>

#include <unordered_map>
#include <vector>

namespace astra
{

inline ns3::Ipv4Address
AddressOf(uint32_t npu)
{
    return ns3::Ipv4Address(0x0a000001 + npu);
}

inline uint32_t
NpuOf(const ns3::Ipv4Address& address)
{
    return address.Get() - 0x0a000001;
}

/// The routes of one node. Where several links lead from one NPU to another, packets take them in turn.
class PathRouting : public ns3::Ipv4RoutingProtocol
{
  public:
    static ns3::TypeId GetTypeId()
    {
        static ns3::TypeId id = ns3::TypeId("astra::PathRouting").SetParent<ns3::Ipv4RoutingProtocol>();
        return id;
    }

    explicit PathRouting(uint32_t node)
        : m_node(node)
    {
    }

    /// Packets from `source` to `destination` may leave this node by `link`.
    void Add(uint32_t source, uint32_t destination, Link* link)
    {
        m_turns[Key(source, destination)].links.push_back(link);
    }

    /// The links by which they may.
    const std::vector<Link*>& Links(uint32_t source, uint32_t destination) const
    {
        static const std::vector<Link*> none;
        const auto found = m_turns.find(Key(source, destination));
        return found == m_turns.end() ? none : found->second.links;
    }

    ns3::Ptr<ns3::Ipv4Route> RouteOutput(ns3::Ptr<ns3::Packet>,
                                         const ns3::Ipv4Header& header,
                                         ns3::Ptr<ns3::NetDevice> device,
                                         ns3::Socket::SocketErrno& error) override
    {
        const auto found = m_turns.find(Key(m_node, NpuOf(header.GetDestination())));
        if (found != m_turns.end())
        {
            error = ns3::Socket::ERROR_NOTERROR;
            if (!device)
                return found->second.Next()->route;
            for (Link* link : found->second.links)
                if (link->device == device)
                    return link->route;
        }
        error = ns3::Socket::ERROR_NOROUTETOHOST;
        return nullptr;
    }

    // ns-3 up to 3.37 passes callbacks by value, later versions by reference: whichever of the two is virtual is overridden.
    bool RouteInput(ns3::Ptr<const ns3::Packet> packet,
                    const ns3::Ipv4Header& header,
                    ns3::Ptr<const ns3::NetDevice> device,
                    UnicastForwardCallback forward,
                    MulticastForwardCallback,
                    LocalDeliverCallback deliver,
                    ErrorCallback)
    {
        return Pass(packet, header, device, forward, deliver);
    }

    bool RouteInput(ns3::Ptr<const ns3::Packet> packet,
                    const ns3::Ipv4Header& header,
                    ns3::Ptr<const ns3::NetDevice> device,
                    const UnicastForwardCallback& forward,
                    const MulticastForwardCallback&,
                    const LocalDeliverCallback& deliver,
                    const ErrorCallback&)
    {
        return Pass(packet, header, device, forward, deliver);
    }

    void NotifyInterfaceUp(uint32_t) override
    {
    }

    void NotifyInterfaceDown(uint32_t) override
    {
    }

    void NotifyAddAddress(uint32_t, ns3::Ipv4InterfaceAddress) override
    {
    }

    void NotifyRemoveAddress(uint32_t, ns3::Ipv4InterfaceAddress) override
    {
    }

    void SetIpv4(ns3::Ptr<ns3::Ipv4> ipv4) override
    {
        m_ipv4 = ipv4;
    }

    void PrintRoutingTable(ns3::Ptr<ns3::OutputStreamWrapper>, ns3::Time::Unit) const override
    {
    }

  protected:
    void DoDispose() override
    {
        m_ipv4 = nullptr;
        m_turns.clear();
        ns3::Ipv4RoutingProtocol::DoDispose();
    }

  private:
    struct Turns
    {
        std::vector<Link*> links;
        size_t turn = 0;

        Link* Next()
        {
            if (turn == links.size())
                turn = 0;
            return links[turn++];
        }
    };

    static uint64_t Key(uint32_t source, uint32_t destination)
    {
        return static_cast<uint64_t>(source) << 32 | destination;
    }

    bool Pass(const ns3::Ptr<const ns3::Packet>& packet,
              const ns3::Ipv4Header& header,
              const ns3::Ptr<const ns3::NetDevice>& device,
              const UnicastForwardCallback& forward,
              const LocalDeliverCallback& deliver)
    {
        const uint32_t destination = NpuOf(header.GetDestination());
        if (destination == m_node)
        {
            deliver(packet, header, m_ipv4->GetInterfaceForDevice(device));
            return true;
        }
        const auto found = m_turns.find(Key(NpuOf(header.GetSource()), destination));
        if (found == m_turns.end())
            NS_FATAL_ERROR("a packet is where no path of its own leads");
        // Paths are told whole, so that no packet goes round for ever, and some are longer than a packet may live.
        ns3::Ipv4Header fresh = header;
        fresh.SetTtl(64);
        forward(found->second.Next()->route, packet, fresh);
        return true;
    }

    const uint32_t m_node;
    ns3::Ptr<ns3::Ipv4> m_ipv4;
    std::unordered_map<uint64_t, Turns> m_turns;
};

} // namespace astra
