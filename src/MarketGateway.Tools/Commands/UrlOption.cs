using System.CommandLine;
using System.CommandLine.Parsing;

namespace MarketGateway.Tools.Commands;

/// <summary>The option that says where the gateway is; the same for every command that talks to one.</summary>
internal static class UrlOption
{
    public static Option<Uri> Create() => new("--url")
    {
        Description = "Where the gateway is.",
        HelpName = "URL",
        DefaultValueFactory = static _ => new Uri("ws://localhost:8080/v1/stream"),
        CustomParser = Parse,
    };

    private static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss")
        {
            return url;
        }

        result.AddError($"--url is '{text}' but must be an address such as ws://localhost:8080/v1/stream.");
        return null;
    }
}
