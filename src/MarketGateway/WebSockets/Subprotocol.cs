using System.Net.WebSockets;
using MarketGateway.Core.Protocol;
using MarketGateway.Http;

namespace MarketGateway.WebSockets;

/// <summary>The WebSocket subprotocols of schemas/wire, section 1, and what they mean for encoding.</summary>
internal static class Subprotocol
{
    public const string MessagePack = "marketgateway.v1.msgpack";
    public const string Json = "marketgateway.v1.json";

    /// <summary>Gets the names, for error messages.</summary>
    public const string Names = $"{MessagePack}, {Json}";

    /// <summary>
    /// Chooses the first offered subprotocol that is known. Offering none means MessagePack; offering only unknown ones
    /// is refused, because what the gateway sends would not be understood. A token among them is none.
    /// </summary>
    public static bool TryChoose(IList<string> offered, out string? chosen, out WireFormat format)
    {
        chosen = offered.FirstOrDefault(name => name is MessagePack or Json);
        format = chosen == Json ? WireFormat.Json : WireFormat.MessagePack;
        return chosen is not null || offered.All(BearerSubprotocol.IsIt);
    }

    public static WebSocketMessageType MessageTypeOf(WireFormat format) =>
        format == WireFormat.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
}
