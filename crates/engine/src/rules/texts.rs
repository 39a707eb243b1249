//! The rows about texts, whatever they hold: the first ones of the table.

/// Writes the table from the rows about texts and the rows it is given.
macro_rules! rules_with_texts {
    ($($rows:tt)*) => {
        rules_with_those_beyond! {
        // ---- The texts themselves -------------------------------------------------------------

        /// A JSON token stands where another one has to. `found` is empty at the end of the text;
        /// `expected` is `value`, `key`, or the character itself.
        JsonUnexpected { found: Text, expected: Text } = "json-unexpected" [] AwsDoc url::JSON;
        /// A JSON bracket or brace is never closed.
        JsonUnclosed { open: Text } = "json-unclosed" [] AwsDoc url::JSON;
        /// A JSON string is not closed on its line.
        JsonStringUnclosed = "json-string-unclosed" [] AwsDoc url::JSON;
        /// A JSON string holds an escape that does not exist.
        JsonBadEscape { escape: Text } = "json-bad-escape" [] AwsDoc url::JSON;
        /// A JSON string holds a raw control character.
        JsonControlCharacter { code: u32 } = "json-control-character" [] AwsDoc url::JSON;
        /// JSON has no comma before a closing bracket.
        JsonTrailingComma = "json-trailing-comma" [] AwsDoc url::JSON;
        /// JSON has no comments.
        JsonComment = "json-comment" [] AwsDoc url::JSON;
        /// Text goes on after the JSON value ended.
        JsonExtraText = "json-extra-text" [] AwsDoc url::JSON;
        /// A map names one key twice; most readers keep the last.
        DuplicateKey { key: Text } = "duplicate-key" [] AwsDoc url::JSON;
        /// A key is a map, a list or nothing; Kubernetes turns YAML into JSON, which has text keys.
        KeyNotText = "key-not-text" [] AwsDoc url::JSON;
        /// The YAML parser stopped here; its own words are kept.
        YamlSyntax { message: Text } = "yaml-syntax" [] AwsDoc url::YAML;
        /// The file is longer than the playground reads.
        FileTooLarge { bytes: usize, limit: usize } = "file-too-large" [] Model url::THIS;
        /// The files together are longer than the playground reads.
        ScenarioTooLarge { bytes: usize, limit: usize } = "scenario-too-large" [] Model url::THIS;
        /// There are more files than the playground reads.
        TooManyFiles { count: usize, limit: usize } = "too-many-files" [] Model url::THIS;
        /// The text nests deeper than the playground reads.
        NestingTooDeep { limit: usize } = "nesting-too-deep" [] Model url::THIS;
        /// The text has more nodes than the playground reads.
        NodesTooMany { limit: usize } = "nodes-too-many" [] Model url::THIS;
        /// The text's aliases stand for more nodes than the playground reads.
        AliasesTooMany { limit: usize } = "aliases-too-many" [] Model url::THIS;
        /// There are more objects than the playground reads.
        ObjectsTooMany { count: usize, limit: usize } = "objects-too-many" [] Model url::THIS;
        /// What this depends on stands in a text that can't be read to its end.
        TextBroken { file: Text } = "text-broken" [] Model url::THIS;
        /// An object is given twice with different content; the first counts.
        GivenTwice { object: Text } = "given-twice" [] Model url::THIS;
        /// The text is of no kind the playground knows.
        KindUnknown = "kind-unknown" [] Model url::THIS;
        /// The kind is known but not read.
        KindNotRead { kind: Text } = "kind-not-read" [] Model url::THIS;
        /// The parser of Terraform's language stopped here; its own words are kept.
        HclSyntax { message: Text } = "hcl-syntax" [] Source url::HCL;
        /// Terraform refuses this expression; the message is in its own words.
        TerraformInvalid { message: Text } = "terraform-invalid" [] Source url::TERRAFORM;
        /// What an expression refers to is not declared.
        TerraformReference { reference: Text } = "terraform-reference"
            [] Source url::TERRAFORM_NAMES;
        /// Blocks wait for each other, so that none can be made first.
        TerraformCycle { members: Text } = "terraform-cycle" [] Source url::TERRAFORM_GRAPH;
        /// A variable has neither a value nor a default.
        TerraformUnset { name: Text } = "terraform-variable-unset"
            [] Source url::TERRAFORM_VARIABLES;
        /// A function, provider or module is not modelled; what comes from it is not known.
        TerraformNotModelled { name: Text } = "terraform-not-modelled" [] Model url::THIS;
        /// A part of a template, a configuration or a command is not understood; what comes from
        /// it is not known.
        PartNotUnderstood { name: Text } = "part-not-understood" [] Model url::THIS;
        /// A parameter of a template has neither a value nor a default.
        ParameterUnset { name: Text } = "parameter-unset" [] AwsDoc url::CLOUDFORMATION_PARAMETERS;
        /// A tool does not do what the text asks of it, in its own words.
        ToolRefuses { tool: Text, message: Text } = "tool-refuses" [] Source url::EKSCTL;
        /// `count` or `for_each` makes more instances than the playground expands.
        TerraformTooMany { address: Text, count: usize, limit: usize } = "terraform-too-many" []
            Model url::THIS;
        /// A setting of this name does not exist; it has no effect.
        SettingUnknown { key: Text } = "setting-unknown" [] Model url::THIS;
        /// A setting's value can't be read; the default is taken.
        SettingInvalid { key: Text, value: Text } = "setting-invalid" [] Model url::THIS;
        /// The setting is known, but what follows from it is not modelled.
        SettingNotModelled { key: Text } = "setting-not-modelled" [] Model url::THIS;
        /// An error or event that was pasted agrees with the run.
        ObservedAgrees { code: Text } = "observed-agrees" [] Model url::THIS;
        /// An error or event that was pasted contradicts the run: the texts are not what AWS has.
        ObservedDiffers { code: Text, simulated: Text } = "observed-differs" [] Model url::THIS;
        /// An error text alone: these gates remain possible.
        ObservedLeaves { code: Text, gates: Text } = "observed-leaves"
            [] Observed url::SEEN_ACCESS_DENIED;

            $($rows)*
        }
    };
}
