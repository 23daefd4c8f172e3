# Aws::SWF::Client of the AWS SDK for Ruby, version 3: that of the gem aws-sdk-swf, or one that is made as that gem is.
# The gems of the services are generated from AWS's models: aws-sdk-core, which holds everything of the SDK that runs,
# is given the model of SWF that SWF_MODEL names, a file of gzipped JSON.

require "aws-sdk-core"
require "aws-sdk-core/plugins/protocols/json_rpc"
require "aws-sdk-core/plugins/signature_v4"
require "json"
require "zlib"

# What a generated gem holds: shapes, operations and a client with the plugins of AWS JSON.
module FromModel
  Shapes = Seahorse::Model::Shapes
  KINDS = {
    "structure" => Shapes::StructureShape, "list" => Shapes::ListShape, "string" => Shapes::StringShape,
    "integer" => Shapes::IntegerShape, "long" => Shapes::IntegerShape, "boolean" => Shapes::BooleanShape,
    "timestamp" => Shapes::TimestampShape
  }.freeze
  NOTHING = Shapes::StructureShape.new(struct_class: Aws::EmptyStructure)
  PLUGINS = [
    Seahorse::Client::Plugins::ContentLength, Aws::Plugins::CredentialsConfiguration, Aws::Plugins::ParamConverter,
    Aws::Plugins::ParamValidator, Aws::Plugins::UserAgent, Aws::Plugins::HelpfulSocketErrors,
    Aws::Plugins::RetryErrors, Aws::Plugins::RegionalEndpoint, Aws::Plugins::ResponsePaging,
    Aws::Plugins::StubResponses, Aws::Plugins::TransferEncoding, Aws::Plugins::SignatureV4,
    Aws::Plugins::Protocols::JsonRpc
  ].freeze

  module_function

  def snake(name)
    name.gsub(/(?<!^)([A-Z])/, '_\1').downcase.to_sym
  end

  def shapes(model)
    made = model.to_h { |name, shape| [name, KINDS.fetch(shape["type"]).new(name: name)] }
    model.each do |name, shape|
      made[name].member = Shapes::ShapeRef.new(shape: made[shape["member"]["shape"]]) if shape["type"] == "list"
      next unless shape["type"] == "structure"
      members = shape["members"].to_h { |member, ref| [snake(member), [member, made[ref["shape"]]]] }
      members.each do |method, (member, target)|
        required = shape.fetch("required", []).include?(member)
        made[name].add_member(method, Shapes::ShapeRef.new(shape: target, required: required, location_name: member))
      end
      made[name].struct_class =
        members.empty? ? Aws::EmptyStructure : Struct.new(*members.keys) { include Aws::Structure }
    end
    made
  end

  def operation(name, described, shapes)
    pager = Aws::Pager.new(limit_key: "maximum_page_size", tokens: {"next_page_token" => "next_page_token"})
    Seahorse::Model::Operation.new.tap do |made|
      made.name, made.http_method, made.http_request_uri = name, "POST", "/"
      made.input = Shapes::ShapeRef.new(shape: shapes[described["input"]["shape"]])
      made.output = Shapes::ShapeRef.new(shape: shapes.fetch(described.dig("output", "shape"), NOTHING))
      described.fetch("errors", []).each { |error| made.errors << Shapes::ShapeRef.new(shape: shapes[error["shape"]]) }
      made[:pager] = pager if described.dig("output", "shape").to_s.match?(/^(DecisionTask|History|.*Infos)$/)
    end
  end

  def client(model)
    shapes = shapes(model["shapes"])
    api = Seahorse::Model::Api.new
    api.version, api.metadata = model["metadata"]["apiVersion"], model["metadata"]
    model["operations"].each { |name, described| api.add_operation(snake(name), operation(name, described, shapes)) }
    Seahorse::Client::Base.define(api: api, plugins: PLUGINS).include(Aws::ClientStubs)
  end
end

begin
  require "aws-sdk-swf"
rescue LoadError
  module Aws::SWF
    Errors = Module.new { extend Aws::Errors::DynamicErrors }
    Client = FromModel.client(JSON.parse(Zlib::GzipReader.open(ENV.fetch("SWF_MODEL"), &:read)))
    Client.define_singleton_method(:errors_module) { Errors }
  end
end
