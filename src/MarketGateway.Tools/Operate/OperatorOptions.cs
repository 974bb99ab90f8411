using System.CommandLine;
using System.CommandLine.Parsing;

namespace MarketGateway.Tools.Operate;

/// <summary>Where the gateway's operators ask, and who asks: the same for every command that does.</summary>
internal sealed class OperatorOptions
{
    /// <summary>The environment variable that holds a token.</summary>
    public const string TokenVariable = "MGW_ADMIN_TOKEN";

    private readonly Option<Uri> _url = new("--admin")
    {
        Description = "The gateway's address for operators, as its Metrics:Url says it.",
        HelpName = "URL",
        DefaultValueFactory = static _ => new Uri("http://localhost:9464"),
        CustomParser = Parse,
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = $"A token of Admin:Tokens. Defaults to the environment variable {TokenVariable}.",
        HelpName = "TOKEN",
    };

    public void AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_token);
    }

    public OperatorClient Open(ParseResult parsed) => new(
        parsed.GetRequiredValue(_url), parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable(TokenVariable));

    private static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"--admin is '{text}' but must be an address such as http://localhost:9464.");
        return null;
    }
}
