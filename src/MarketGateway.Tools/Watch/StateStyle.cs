using MarketGateway.Client;
using Spectre.Console;

namespace MarketGateway.Tools.Watch;

/// <summary>States that must not be taken for one another do not look alike.</summary>
internal static class StateStyle
{
    public static string Markup(ClientState state, string reason)
    {
        var style = state switch
        {
            ClientState.Live => "black on green",
            ClientState.Syncing => "black on aqua",
            ClientState.Lagging => "black on yellow",
            ClientState.Stale => "white on darkorange3",
            ClientState.Connecting => "white on blue",
            _ => "white on red",
        };
        var why = state == ClientState.Live ? "" : " " + Spectre.Console.Markup.Escape(reason);
        return $"[{style}] {state.ToString().ToUpperInvariant()} [/]{why}";
    }

    public static string Markup(ClientStream stream)
    {
        var state = stream.State;
        var style = state switch
        {
            StreamState.Live => "green",
            StreamState.Syncing => "aqua",
            StreamState.Loading => "grey",
            StreamState.Gapped => "white on red",
            StreamState.Stale => "white on darkorange3",
            _ => "grey strikethrough",
        };
        var why = state == StreamState.Live ? "" : $" ({Spectre.Console.Markup.Escape(stream.Reason)})";
        return $"[{style}]{state.ToString().ToLowerInvariant()}{why}[/]{Phase(stream)}";
    }

    /// <summary>What the market does stands beside the state, in a word and a colour of its own; nothing where it is not told.</summary>
    private static string Phase(ClientStream stream) => stream.Phase switch
    {
        MarketPhase.Unknown => "",
        MarketPhase.Open => " [grey]open[/]",
        var phase => $" [black on yellow]{PhaseName(phase)}[/]",
    };

    public static string PhaseName(MarketPhase phase) => phase == MarketPhase.PreOpen ? "pre-open" : phase.ToString().ToLowerInvariant();

    /// <summary>Numbers that are not to be trusted are dim, so that nobody reads them for a price.</summary>
    public static string Numbers(ClientStream stream, string style) =>
        stream.State == StreamState.Live ? style : "grey dim";

    public static Markup Cell(string style, string text) =>
        new($"[{style}]{Spectre.Console.Markup.Escape(text)}[/]");
}
