namespace BatchPs.Engine.Processors.Text;

/// <summary>Why a file cannot be normalised: a stable code and what follows the file's name in the message.</summary>
internal sealed record TextFailure(string Code, string Problem, long Line, int Column);
